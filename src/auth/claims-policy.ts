import { z } from 'zod';
import type { Caller } from '../common/caller.js';
import type { Clock } from '../common/clock.js';
import { numericDate } from '../common/clock.js';
import type { AppConfig } from '../config/app-config.js';
import { InvalidToken, insufficientScope, userTokenRequired } from './auth.errors.js';
import type { KnownKey } from './signing-keys.js';

/** Longest life of an access token Entra gives: 28 h, for clients with continuous access evaluation. */
const MAX_LIFETIME_SECONDS = 28 * 3600;

/** A member that must not be there. */
const absent = z.never().optional();
const guid = z.string().regex(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
const numericDateClaim = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);

/** https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference */
const accessTokenClaims = z.looseObject({
  aud: z.string(),
  iss: z.string(),
  iat: numericDateClaim,
  nbf: numericDateClaim.optional(),
  exp: numericDateClaim,
  ver: z.literal('2.0'),
  tid: guid,
  oid: guid,
  azp: z.string().optional(),
  scp: z.string().optional(),
  roles: z.array(z.string()).optional(),
  idtyp: z.string().optional(),
  nonce: absent,
});
type AccessTokenClaims = z.infer<typeof accessTokenClaims>;

/** What a caller's claims are measured against. */
export type ClaimsPolicyConfig = Pick<AppConfig, 'identity' | 'api' | 'limits'>;

/**
 * What must hold of the claims once the signature does, in this order: shape, issuer, tenant and key, audience, times,
 * user, scope. Throws InvalidToken, `user_token_required`, `insufficient_scope`.
 */
export function callerOf(
  payload: unknown,
  token: { readonly raw: string; readonly digest: string },
  { key, config, clock }: { readonly key: KnownKey; readonly config: ClaimsPolicyConfig; readonly clock: Clock },
): Caller {
  const claims = shapeOf(payload);
  checkIssuer(claims, key);
  if (!config.api.audiences.includes(claims.aud)) throw new InvalidToken('audience');
  checkTimes(claims, numericDate(clock), config.limits.clockSkewSeconds);
  const wanted = `api://${config.identity.clientId}/${config.api.scope}`;
  const scopes = userScopes(claims, wanted);
  if (!scopes.includes(config.api.scope)) throw insufficientScope(wanted);
  return Object.freeze({
    tenantId: claims.tid,
    userId: claims.oid,
    clientId: claims.azp ?? '',
    scopes,
    roles: claims.roles ?? [],
    expiresAt: claims.exp,
    claims,
    assertion: token.raw,
    assertionDigest: token.digest,
  });
}

function shapeOf(payload: unknown): AccessTokenClaims {
  const parsed = accessTokenClaims.safeParse(payload);
  if (parsed.success) return parsed.data;
  const claim = String(parsed.error.issues[0]?.path[0]);
  const flaws: Record<string, InvalidToken['flaw']> = {
    aud: 'audience',
    iss: 'issuer',
    iat: 'times',
    nbf: 'times',
    exp: 'times',
    ver: 'version',
    tid: 'tenant',
    oid: 'subject',
    azp: 'actor',
  };
  throw new InvalidToken(flaws[claim] ?? 'not_an_access_token', { cause: parsed.error });
}

/**
 * The issuer is the home tenant's, the token's tenant is the issuer's, and the key is one that Entra uses for this
 * issuer: https://learn.microsoft.com/entra/identity-platform/access-tokens#validate-the-issuer
 */
function checkIssuer({ iss, tid }: AccessTokenClaims, { issuer: keyIssuer, metadata }: KnownKey): void {
  if (iss !== metadata.issuer) throw new InvalidToken('issuer');
  if (tid !== metadata.tenantId) throw new InvalidToken('tenant');
  if (keyIssuer?.replace('{tenantid}', tid) !== iss) throw new InvalidToken('key_issuer');
}

function checkTimes({ iat, nbf, exp }: AccessTokenClaims, now: number, skew: number): void {
  if (exp - iat > MAX_LIFETIME_SECONDS) throw new InvalidToken('lifetime');
  const begins = Math.max(iat, nbf ?? iat);
  if (begins >= exp || now >= exp + skew || begins > now + skew) throw new InvalidToken('times');
}

/**
 * The delegated scopes. A token without any is an application's own or, when it names no application either, an ID
 * token, which is not for an API at all (RFC 8725 section 3.12). `idtyp` is believed over a `scp` beside it.
 */
function userScopes({ idtyp, scp, azp }: AccessTokenClaims, wanted: string): readonly string[] {
  if (idtyp === 'app') throw userTokenRequired(wanted);
  if (scp === undefined) throw azp === undefined ? new InvalidToken('not_an_access_token') : userTokenRequired(wanted);
  return scp.split(' ').filter((scope) => scope !== '');
}
