import type { Directory } from '../../directory/directory.js';
import type { User } from '../../directory/types.js';
import { authenticateUnlessPublic } from '../client/authenticate-client.js';
import type { Authority } from '../authority.js';
import { admits } from '../authority.js';
import { checkPassword } from '../check-password.js';
import { EntraError } from '../entra-error.js';
import { readScopes, singleResource } from '../requested-scopes.js';
import type { Grant } from '../token-request.js';

/** Resource owner password credentials (RFC 6749 section 4.3): never with MFA, never for personal accounts. */
export const passwordGrant: Grant = async (request) => {
  const { form, authority, provider } = request;
  const { application, proof } = await authenticateUnlessPublic(request);
  if (authority.personal) throw new EntraError(9001023);
  const username = form.required('username');
  const password = form.required('password');
  const user = accountOf(provider.cloud.directory, authority, username);
  await request.concerns(user);
  checkPassword(user, password);
  const requested = readScopes(form.required('scope'), {
    cloud: provider.cloud,
    client: application,
    tenant: provider.cloud.directory.tenant(user.tenantId),
  });
  return provider.issuer.forUser({
    user,
    client: application,
    proof,
    asked: singleResource(requested),
    oidc: requested.oidc,
    strength: { amr: ['pwd'], acrs: [] },
    signedInAt: provider.cloud.clock.now(),
  });
};

function accountOf(directory: Directory, authority: Authority, username: string): User {
  const user = directory.usersNamed(username).find((named) => admits(authority, named));
  if (user !== undefined) return user;
  throw new EntraError(50034, { tenant: authority.tenant?.displayName ?? 'Microsoft' });
}
