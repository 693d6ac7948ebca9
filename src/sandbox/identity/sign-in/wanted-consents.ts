import type { Cloud } from '../../cloud.js';
import type { Application, User } from '../../directory/types.js';
import type { SignInRequest } from '../authorize/authorization-request.js';
import { consentedScopes, hasAnyConsent, isSignInOnly, missingScopes } from '../granted-scopes.js';
import type { RequestedResource } from '../requested-scopes.js';
import type { Resource } from '../resource.js';

/** Scopes of one resource a user is asked to consent to. */
export interface WantedConsent {
  readonly resource: Resource;
  readonly scopes: readonly string[];
}

/** What the consent page must ask, nothing when all is consented. AADSTS650053 for scopes that do not exist. */
export function wantedConsents(
  cloud: Cloud,
  user: User,
  { client, requested, prompt }: Pick<SignInRequest, 'client' | 'requested' | 'prompt'>,
): WantedConsent[] {
  const wanted = requested.resources.flatMap((asked) => {
    const missing = missingScopes(cloud, user, client, asked, 650053);
    const consented = consentedScopes(cloud, user, client, asked);
    const lacksDefault = asked.defaultLiteral !== undefined && isSignInOnly(consented);
    const scopes =
      prompt === 'consent'
        ? [...new Set([...consented, ...missing, ...(lacksDefault ? registeredScopes(client, asked) : [])])]
        : [...missing, ...(lacksDefault ? registeredScopes(client, asked) : [])];
    return scopes.length === 0 ? [] : [{ resource: asked.resource, scopes }];
  });
  const [first] = requested.resources;
  if (wanted.length === 0 && !hasAnyConsent(cloud, user, client) && first.resource.clientId !== client.clientId)
    return [{ resource: first.resource, scopes: ['openid', 'profile'] }];
  return wanted;
}

/** The permissions an application's registration names for a resource: what its `.default` stands for. */
function registeredScopes(client: Application, { resource }: RequestedResource): readonly string[] {
  const registered = client.adminConsent[resource.clientId];
  if (registered !== undefined) return registered;
  return resource.application === undefined ? ['User.Read'] : resource.exposedScopes;
}
