import type { User } from '../../directory/types.js';
import { admits } from '../authority.js';
import { checkStanding, grantedUser } from '../check-standing.js';
import { identifyClient } from '../client/authenticate-client.js';
import { checkPlatform } from '../client/check-platform.js';
import { isMultiFactor, readStepUp } from '../conditional-access.js';
import { EntraError } from '../entra-error.js';
import { issuerV2 } from '../issuers.js';
import type { KeptRefreshToken } from '../refresh-tokens.js';
import { readScopes, singleResource } from '../requested-scopes.js';
import type { Grant, TokenRequest } from '../token-request.js';

/** Renews (RFC 6749 section 6): for any resource the client has consent for, also at a tenant the user is guest of. */
export const refreshTokenGrant: Grant = async (request) => {
  const { form, provider } = request;
  const raw = form.required('refresh_token');
  const client = await identifyClient(request);
  const kept = provider.refreshTokens.find(raw);
  if (kept === undefined || kept.clientId !== client.application.clientId)
    throw new EntraError(70000, { parameter: 'refresh_token' });
  const platform = kept.spa ? 'spa' : client.application.publicClient ? 'public' : 'web';
  checkPlatform(platform, client, request.origin);
  checkExpiry(kept, provider.cloud.clock.now());

  const holder = grantedUser(provider.cloud, kept.tenantId, kept.userId);
  await request.concerns(holder);
  checkStanding(holder, kept.issuedAt);
  const user = userAtAuthority(request, holder, client.application.clientId);
  checkStanding(user, kept.issuedAt);
  checkStepUp(form.optional('claims'), kept);
  const requested = readScopes(form.optional('scope') ?? kept.scope, {
    cloud: provider.cloud,
    client: client.application,
    tenant: provider.cloud.directory.tenant(user.tenantId),
  });
  return provider.issuer.forUser({
    user,
    client: client.application,
    proof: client.proof,
    asked: singleResource(requested),
    oidc: new Set([...requested.oidc, 'offline_access']),
    strength: kept,
    signedInAt: kept.signedInAt,
    sid: kept.sid,
    family: kept.family,
    ...(kept.spa && { spaUntil: kept.expiresAt }),
  });
};

function checkExpiry({ expiresAt, issuedAt, spa }: KeptRefreshToken, now: number): void {
  if (expiresAt <= now) throw new EntraError(spa ? 700084 : 700082, { issued: new Date(issuedAt).toISOString() });
}

/** A claims challenge that only an interactive sign-in can meet goes back to the client. */
function checkStepUp(claims: string | undefined, kept: KeptRefreshToken): void {
  const { mfa, acrs } = readStepUp(claims);
  const lacks = acrs.some((context) => !kept.acrs.includes(context)) || (mfa && !isMultiFactor(kept));
  if (lacks) throw new EntraError(50076, { resource: kept.clientId }, { claims: claims ?? '' });
}

/** The same person in the tenant of the path: themself, or the guest that stands for them there (AADSTS50020). */
function userAtAuthority({ provider: { cloud }, authority }: TokenRequest, holder: User, clientId: string): User {
  if (admits(authority, holder) || authority.tenant === undefined) return holder;
  const guest = cloud.directory
    .usersNamed(holder.mail)
    .find(({ tenantId, homeTenantId }) => tenantId === authority.tenant?.id && homeTenantId === holder.tenantId);
  if (guest !== undefined) return guest;
  throw new EntraError(50020, {
    issuer: issuerV2(cloud.origins.issuer, holder.tenantId),
    tenant: authority.tenant.displayName,
    client: clientId,
  });
}
