import type { User } from '../../directory/types.js';
import type { PlayedAuthority } from '../../played-authorities.js';
import { equalSecrets } from '../equal-secrets.js';
import type { Form } from '../form.js';
import type { Provider } from '../provider.js';
import { B2cError } from './b2c-error.js';
import { B2C_TOKEN_LIFETIME_SECONDS, mintB2cToken } from './mint-b2c-token.js';

/** What B2C answers to a password. */
export interface B2cTokenAnswer {
  readonly access_token: string;
  readonly token_type: 'Bearer';
  /** Text, as B2C writes it. */
  readonly expires_in: string;
}

/**
 * The resource owner password credentials flow of a B2C policy, for the API's scope and public clients
 * (https://learn.microsoft.com/azure/active-directory-b2c/add-ropc-policy). Throws B2cError.
 */
export function passwordFlow(
  provider: Provider,
  authority: PlayedAuthority,
  { form, policy }: { readonly form: Form; readonly policy: string },
): B2cTokenAnswer {
  const { directory } = provider.cloud;
  const client = directory.application(required(form, 'client_id'));
  if (client === undefined || !client.publicClient) throw new B2cError('AADB2C90068');
  checkScope(provider, required(form, 'scope'));
  const user = accountOf(provider, authority, required(form, 'username'));
  const password = required(form, 'password');
  if (user === undefined || user.disabled || !equalSecrets(password, user.password)) throw new B2cError('AADB2C90225');
  const token = mintB2cToken(provider, authority, { user, policy, claims: { azp: client.clientId } });
  return { access_token: token, token_type: 'Bearer', expires_in: String(B2C_TOKEN_LIFETIME_SECONDS) };
}

function accountOf({ cloud }: Provider, { tenantId }: PlayedAuthority, name: string): User | undefined {
  return cloud.directory.usersNamed(name).find((user) => user.tenantId === tenantId && !user.guest);
}

/** Scopes of the API, in full; beside them those of OpenID Connect. */
function checkScope({ cloud }: Provider, scope: string): void {
  const { identifierUris, exposedScopes } = cloud.directory.named('api');
  const known = identifierUris.flatMap((uri) => exposedScopes.map((name) => `${uri}/${name}`));
  const asked = scope.split(' ').filter((each) => each !== '' && each !== 'openid' && each !== 'offline_access');
  if (asked.length === 0 || !asked.every((each) => known.includes(each))) throw new B2cError('AADB2C90117');
}

function required(form: Form, name: string): string {
  const value = form.optional(name);
  if (value === undefined) throw new B2cError('AADB2C90083');
  return value;
}
