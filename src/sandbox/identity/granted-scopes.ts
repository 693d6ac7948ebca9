import type { Cloud } from '../cloud.js';
import type { Application, User } from '../directory/types.js';
import { GRAPH_APP_ID } from '../directory/types.js';
import { EntraError } from './entra-error.js';
import type { RequestedResource } from './requested-scopes.js';
import { OIDC_SCOPES } from './requested-scopes.js';

/** What a token carries for what was asked. */
export interface GrantedScopes {
  /** The `scp` claim's words: all that is consented, as at Entra, not only what was asked. */
  readonly scp: readonly string[];
  /** The answer's `scope`, in the form the client used: otherwise MSAL never finds the token in its cache again. */
  readonly scope: string;
}

/** The scopes a user and the administrator have granted `client` at a resource; an application owns its own. */
export function consentedScopes(cloud: Cloud, user: User, client: Application, asked: RequestedResource): string[] {
  const { resource } = asked;
  if (resource.clientId === client.clientId) return [...resource.exposedScopes];
  return [...cloud.directory.consentedScopes(user, client, resource.clientId)];
}

/** The requested scope names nobody has consented to yet, in the resource's spelling. AADSTS70011 for unknown ones. */
export function missingScopes(
  cloud: Cloud,
  user: User,
  client: Application,
  asked: RequestedResource,
  unknown: 70011 | 650053 = 70011,
): string[] {
  const consented = new Set(consentedScopes(cloud, user, client, asked).map(folded));
  return asked.names
    .map((name) => canonical(asked, client, name, unknown))
    .filter((name) => !consented.has(folded(name)));
}

/** Grants what was asked, or refuses with AADSTS65001 where consent is missing. */
export function grantScopes(
  cloud: Cloud,
  user: User,
  client: Application,
  asked: RequestedResource,
  oidc: ReadonlySet<string>,
): GrantedScopes {
  const consented = consentedScopes(cloud, user, client, asked);
  const missing = missingScopes(cloud, user, client, asked);
  if (missing.length > 0 || (consented.length === 0 && !hasAnyConsent(cloud, user, client)))
    throw new EntraError(65001, { client: client.clientId, name: client.displayName });
  // With only OpenID scopes granted, `.default` would be a token that carries nothing.
  if (asked.defaultLiteral !== undefined && isSignInOnly(consented))
    throw new EntraError(65001, { client: client.clientId, name: client.displayName });

  const named = consented.filter((name) => name !== 'offline_access');
  const identity =
    asked.resource.clientId === GRAPH_APP_ID ? [...oidc].filter((name) => name !== 'offline_access') : [];
  const scp = [...new Set([...named, ...identity])];
  return { scp, scope: answered(asked, scp, oidc) };
}

/** Whether scopes are of OpenID Connect alone, which no resource exposes. */
export function isSignInOnly(scopes: readonly string[]): boolean {
  return scopes.every((name) => OIDC_SCOPES.includes(name));
}

/** Whether the user or the administrator has consented to anything at all: then signing in needs no consent. */
export function hasAnyConsent(cloud: Cloud, user: User, client: Application): boolean {
  const resources = [GRAPH_APP_ID, ...cloud.directory.applications.map(({ clientId }) => clientId)];
  return resources.some((resource) => cloud.directory.consentedScopes(user, client, resource).size > 0);
}

function answered(asked: RequestedResource, scp: readonly string[], oidc: ReadonlySet<string>): string {
  const spelled = new Map(asked.names.map((name) => [folded(name), name]));
  const prefix = asked.prefix === undefined ? '' : `${asked.prefix}/`;
  const words = scp.map((name) =>
    OIDC_SCOPES.includes(name) ? name : `${prefix}${spelled.get(folded(name)) ?? name}`,
  );
  const identity = [...oidc].filter((name) => name !== 'offline_access');
  return [
    ...new Set([...words, ...identity, ...(asked.defaultLiteral === undefined ? [] : [asked.defaultLiteral])]),
  ].join(' ');
}

function canonical(asked: RequestedResource, client: Application, name: string, unknown: 70011 | 650053): string {
  const found = asked.resource.exposedScopes.find((exposed) => folded(exposed) === folded(name));
  if (found !== undefined) return found;
  throw new EntraError(unknown, {
    scope: asked.prefix === undefined ? name : `${asked.prefix}/${name}`,
    resource: asked.resource.clientId,
    name: client.displayName,
  });
}

function folded(name: string): string {
  return name.toLowerCase();
}
