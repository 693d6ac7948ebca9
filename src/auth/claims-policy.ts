import type { ApplicationCaller, Caller, Principal } from '../common/caller.js';
import type { Clock } from '../common/clock.js';
import { numericDate } from '../common/clock.js';
import type { AppConfig } from '../config/app-config.js';
import { PERSONAL_TENANT_ID } from '../config/clouds.js';
import type { B2cClaims, EntraClaims } from './access-token-claims.js';
import { clientOf, readB2cClaims, readEntraClaims } from './access-token-claims.js';
import { InvalidToken } from './auth.errors.js';
import { checkClient } from './checks/check-client.js';
import { checkGuest } from './checks/check-guest.js';
import { checkIssuer } from './checks/check-issuer.js';
import { checkPolicy } from './checks/check-policy.js';
import { checkScope } from './checks/check-scope.js';
import { checkTenant } from './checks/check-tenant.js';
import { checkTimes } from './checks/check-times.js';
import type { KnownKey } from './signing-keys.js';

/** A token as it came: all of it, and SHA-256 of its signed part. */
export interface RawToken {
  readonly raw: string;
  readonly digest: string;
}

/** What claims are measured against. */
export interface ClaimsContext {
  readonly key: KnownKey;
  readonly config: Pick<AppConfig, 'identity' | 'api' | 'limits'>;
  readonly clock: Clock;
}

/**
 * What must hold of the claims once the signature does, in this order: shape, issuer, tenant and key, audience, times,
 * kind of token; then who may call: tenant, application, guest, scope. Throws InvalidToken and the problems of each.
 */
export function principalOf(payload: unknown, token: RawToken, context: ClaimsContext): Principal {
  const { b2cPolicy } = context.config.identity;
  return Object.freeze(
    b2cPolicy === undefined ? entraPrincipal(payload, token, context) : b2cUser(payload, token, context, b2cPolicy),
  );
}

function entraPrincipal(payload: unknown, token: RawToken, context: ClaimsContext): Principal {
  const { identity, api } = context.config;
  const claims = readEntraClaims(payload);
  checkIssuer(claims, context.key, identity);
  checkAudienceAndTimes(claims, context);
  const clientId = clientOf(claims);
  const scopes = userScopes(claims, clientId);
  checkTenant(claims.tid, identity.allowedTenants);
  checkClient(clientId, identity.allowedClients);
  if (scopes === undefined) return applicationOf(claims, clientId);
  checkGuest(claims['acct'], identity.allowGuests);
  checkScope(scopes, api.scope, context.config);
  const accountType = claims.tid === PERSONAL_TENANT_ID ? 'personal' : 'work';
  return userOf(claims, token, { tenantId: claims.tid, userId: claims.oid, accountType, clientId, scopes });
}

function b2cUser(payload: unknown, token: RawToken, context: ClaimsContext, policy: string): Principal {
  const { identity, api } = context.config;
  const claims = readB2cClaims(payload);
  checkPolicy(claims, context.key, policy);
  checkAudienceAndTimes(claims, context);
  const { azp: clientId } = claims;
  const scopes = userScopes(claims, clientId);
  checkClient(clientId, identity.allowedClients);
  const tenantId = claims.tid ?? context.key.metadata.tenantId ?? '';
  if (scopes === undefined) return applicationOf({ ...claims, tid: tenantId, oid: claims.sub }, clientId);
  checkGuest(claims['acct'], identity.allowGuests);
  checkScope(scopes, api.scope, context.config);
  return userOf(claims, token, { tenantId, userId: claims.oid ?? claims.sub, accountType: 'b2c', clientId, scopes });
}

function checkAudienceAndTimes(claims: EntraClaims | B2cClaims, { config, clock }: ClaimsContext): void {
  if (!config.api.audiences.includes(claims.aud)) throw new InvalidToken('audience');
  checkTimes(claims, numericDate(clock), config.limits.clockSkewSeconds);
}

/**
 * The delegated scopes; undefined for an application's own token. One without scopes that names no application either
 * is an ID token, which is not for an API at all (RFC 8725 section 3.12). `idtyp` is believed over a `scp` beside it.
 */
function userScopes(
  { idtyp, scp }: EntraClaims | B2cClaims,
  clientId: string | undefined,
): readonly string[] | undefined {
  if (idtyp === 'app') return undefined;
  if (scp !== undefined) return scp.split(' ').filter((scope) => scope !== '');
  if (clientId === undefined) throw new InvalidToken('not_an_access_token');
  return undefined;
}

function userOf(
  claims: EntraClaims | B2cClaims,
  { raw, digest }: RawToken,
  user: Pick<Caller, 'tenantId' | 'userId' | 'accountType' | 'scopes'> & { readonly clientId: string | undefined },
): Caller {
  return {
    ...user,
    clientId: user.clientId ?? '',
    roles: claims.roles ?? [],
    expiresAt: claims.exp,
    assertion: raw,
    assertionDigest: digest,
  };
}

function applicationOf(
  claims: Pick<EntraClaims, 'tid' | 'oid' | 'roles' | 'exp'>,
  clientId: string | undefined,
): ApplicationCaller {
  const { tid: tenantId, oid: servicePrincipalId, roles = [], exp: expiresAt } = claims;
  return { tenantId, servicePrincipalId, clientId: clientId ?? '', roles, expiresAt };
}
