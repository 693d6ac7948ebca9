import type { Cloud } from '../cloud.js';
import type { Application, Tenant } from '../directory/types.js';
import { GRAPH_APP_ID } from '../directory/types.js';
import { EntraError } from './entra-error.js';
import type { Resource } from './resource.js';
import { findResource, withoutTrailingSlashes } from './resource.js';

/** Scopes of OpenID Connect, which belong to no resource in a request. */
export const OIDC_SCOPES: readonly string[] = ['openid', 'profile', 'email', 'offline_access'];

/** What a request asks of one resource. */
export interface RequestedResource {
  readonly resource: Resource;
  /** What the client put before the last slash; undefined where it used Graph's short names. */
  readonly prefix: string | undefined;
  /** Scope names as the client spelled them, without prefix. */
  readonly names: readonly string[];
  /** The literal `<resource>/.default`, when that was asked. */
  readonly defaultLiteral: string | undefined;
}

/** A parsed `scope` parameter. */
export interface RequestedScopes {
  readonly oidc: ReadonlySet<string>;
  /** In the order asked; never empty: a request of OpenID scopes alone is one to Graph. */
  readonly resources: readonly [RequestedResource, ...RequestedResource[]];
}

/**
 * Reads a `scope` parameter. AADSTS500011 for an unknown resource, 90009 for an application that names itself by
 * anything but its GUID, 70011 for what no scope can be.
 */
export function readScopes(
  scope: string,
  context: { cloud: Cloud; client: Application; tenant: Tenant | undefined },
): RequestedScopes {
  const words = scope.split(/\s+/).filter((word) => word !== '');
  if (words.length === 0) throw new EntraError(70011, { scope });
  const oidc = new Set(words.map((word) => word.toLowerCase()).filter((word) => OIDC_SCOPES.includes(word)));
  const asked = new Map<string, RequestedResource>();
  for (const word of words) {
    if (OIDC_SCOPES.includes(word.toLowerCase())) continue;
    const { prefix, name } = splitScope(word, scope);
    const resource = resourceOf(prefix, context);
    const before = asked.get(resource.clientId);
    const isDefault = name.toLowerCase() === '.default';
    asked.set(resource.clientId, {
      resource,
      prefix: before?.prefix ?? prefix,
      names: [...(before?.names ?? []), ...(isDefault ? [] : [name])],
      defaultLiteral: isDefault ? word : before?.defaultLiteral,
    });
  }
  const [first, ...others] = asked.values();
  if (first === undefined) return { oidc, resources: [signInOnly(context)] };
  refuseMixedDefault([first, ...others], scope);
  return { oidc, resources: [first, ...others] };
}

/** The one resource a token request may name: AADSTS28000 for more. */
export function singleResource(requested: RequestedScopes): RequestedResource {
  const [first, second] = requested.resources;
  if (second !== undefined) throw new EntraError(28000, { scope: [...second.names].join(' ') });
  return first;
}

function splitScope(word: string, scope: string): { prefix: string | undefined; name: string } {
  const slash = word.lastIndexOf('/');
  if (slash === -1 && word.includes(':')) throw new EntraError(70011, { scope });
  const name = word.slice(slash + 1);
  if (name === '' || slash === 0) throw new EntraError(70011, { scope });
  return { prefix: slash === -1 ? undefined : word.slice(0, slash), name };
}

function resourceOf(
  prefix: string | undefined,
  { cloud, client, tenant }: { cloud: Cloud; client: Application; tenant: Tenant | undefined },
): Resource {
  const resource = findResource(cloud, prefix ?? GRAPH_APP_ID, tenant);
  if (resource === undefined)
    throw new EntraError(500011, { resource: prefix ?? '', tenant: tenant?.displayName ?? 'common' });
  const byGuid = withoutTrailingSlashes(prefix ?? '').toLowerCase() === client.clientId;
  if (resource.clientId === client.clientId && !byGuid)
    throw new EntraError(90009, { client: client.clientId, name: client.displayName });
  return resource;
}

function signInOnly(context: { cloud: Cloud; client: Application; tenant: Tenant | undefined }): RequestedResource {
  return { resource: resourceOf(undefined, context), prefix: undefined, names: [], defaultLiteral: undefined };
}

/** `.default` stands alone: beside named scopes of any resource it is AADSTS70011. */
function refuseMixedDefault(resources: readonly RequestedResource[], scope: string): void {
  const someDefault = resources.some(({ defaultLiteral }) => defaultLiteral !== undefined);
  if (someDefault && resources.some(({ names }) => names.length > 0)) throw new EntraError(70011, { scope });
}
