import { createHash } from 'node:crypto';
import type { KnownCode } from '../authorize/authorization-codes.js';
import { checkStanding, grantedUser } from '../check-standing.js';
import { identifyClient } from '../client/authenticate-client.js';
import { checkPlatform } from '../client/check-platform.js';
import { EntraError } from '../entra-error.js';
import { equalSecrets } from '../equal-secrets.js';
import { readScopes } from '../requested-scopes.js';
import type { RequestedResource, RequestedScopes } from '../requested-scopes.js';
import type { Grant, TokenRequest } from '../token-request.js';

/** Milliseconds; whatever a single-page application renews ends a day after its sign-in. */
const SPA_LIFETIME = 24 * 3600 * 1000;

/** Redeems an authorization code (RFC 6749 section 4.1.3). A code used twice takes back what it gave. */
export const authorizationCodeGrant: Grant = async (request) => {
  const { form, provider } = request;
  const raw = form.required('code');
  const redirectUri = form.required('redirect_uri');
  const client = await identifyClient(request);
  const code = usableCode(request, raw, client.application.clientId);
  checkPlatform(code.platform, client, request.origin);
  if (code.redirectUri !== redirectUri) throw new EntraError(500112, { redirectUri, expected: code.redirectUri });
  checkVerifier(code, form.optional('code_verifier'));
  provider.codes.redeem(raw);

  const user = grantedUser(provider.cloud, code.tenantId, code.userId);
  await request.concerns(user);
  checkStanding(user, code.signedInAt);
  const context = {
    cloud: provider.cloud,
    client: client.application,
    tenant: provider.cloud.directory.tenant(user.tenantId),
  };
  const authorized = readScopes(code.scope, context);
  const wanted = form.optional('scope');
  return provider.issuer.forUser({
    user,
    client: client.application,
    proof: client.proof,
    asked: resourceAsked(authorized, wanted === undefined ? undefined : readScopes(wanted, context)),
    // What the sign-in asked of OpenID Connect counts, whether it is repeated here or not.
    oidc: authorized.oidc,
    strength: code.strength,
    signedInAt: code.signedInAt,
    nonce: code.nonce,
    sid: code.sid,
    family: familyOf(raw),
    ...(code.platform === 'spa' && { spaUntil: provider.cloud.clock.now() + SPA_LIFETIME }),
  });
};

/** Without a scope at redemption, and with one of OpenID scopes alone, the code's first resource is meant. */
function resourceAsked(authorized: RequestedScopes, wanted: RequestedScopes | undefined): RequestedResource {
  if (wanted === undefined) return authorized.resources[0];
  const [first, second] = wanted.resources;
  if (second !== undefined) throw new EntraError(28000, { scope: second.names.join(' ') });
  const signInOnly = first.names.length === 0 && first.defaultLiteral === undefined;
  return signInOnly ? authorized.resources[0] : first;
}

function usableCode({ provider, authority }: TokenRequest, raw: string, clientId: string): KnownCode {
  const code = provider.codes.find(raw);
  if (code === undefined || code.clientId !== clientId) throw new EntraError(70000, { parameter: 'code' });
  if (code.redeemed) {
    provider.refreshTokens.revokeFamily(familyOf(raw));
    throw new EntraError(54005);
  }
  if (code.expired) throw new EntraError(70008);
  if (authority.tenant !== undefined && authority.tenant.id !== code.tenantId) throw new EntraError(700005);
  return code;
}

function checkVerifier({ challenge, platform }: KnownCode, verifier: string | undefined): void {
  if (challenge === undefined) {
    if (platform === 'spa') throw new EntraError(9002325);
    if (verifier !== undefined) throw new EntraError(501481);
    return;
  }
  if (verifier === undefined) throw new EntraError(50148);
  const presented = challenge.method === 'plain' ? verifier : createHash('sha256').update(verifier).digest('base64url');
  if (!equalSecrets(presented, challenge.value)) throw new EntraError(501481);
}

function familyOf(code: string): string {
  return createHash('sha256').update(code).digest('base64url');
}
