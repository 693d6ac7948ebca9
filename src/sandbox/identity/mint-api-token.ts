import type { User } from '../directory/types.js';
import { userTokenClaims } from './claims-of-tokens.js';
import type { Provider } from './provider.js';
import { accessTokenLifetime, overridden } from './token-issuer.js';

/**
 * A validly signed access token for the `api` application as the command-line client would hold it; members given
 * override those of claims and header, null deletes.
 */
export function mintApiToken(
  { cloud, issuer }: Pick<Provider, 'cloud' | 'issuer'>,
  wish: {
    user: User;
    claims?: Readonly<Record<string, unknown>>;
    header?: Readonly<Record<string, unknown>>;
  },
): string {
  const api = cloud.directory.named('api');
  const claims = userTokenClaims(cloud, {
    user: wish.user,
    client: cloud.directory.named('cli'),
    proof: '0',
    resource: { ...api, application: api },
    audienceV1: api.identifierUris[0] ?? api.clientId,
    scp: api.exposedScopes,
    strength: { amr: ['pwd'], acrs: [] },
    lifetimeSeconds: accessTokenLifetime(),
  });
  return issuer.signed(overridden(claims, wish.claims ?? {}), wish.user.tenantId, wish.header);
}
