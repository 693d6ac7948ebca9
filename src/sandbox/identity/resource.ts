import type { Cloud } from '../cloud.js';
import type { Application, Tenant } from '../directory/types.js';
import { GRAPH_APP_ID } from '../directory/types.js';
import { GRAPH_SCOPES } from './graph-scopes.js';

/** What access tokens are for: an application that exposes scopes, or Microsoft Graph. */
export interface Resource {
  readonly clientId: string;
  readonly displayName: string;
  readonly accessTokenVersion: 1 | 2;
  /** Delegated scopes in the spelling tokens carry. */
  readonly exposedScopes: readonly string[];
  /** Undefined for Graph, which lives in every tenant. */
  readonly application?: Application;
}

const GRAPH: Resource = {
  clientId: GRAPH_APP_ID,
  displayName: 'Microsoft Graph',
  accessTokenVersion: 1,
  exposedScopes: GRAPH_SCOPES,
};

/** The resource of an identifier URI or application id as seen from `tenant`, or undefined when it has none such. */
export function findResource(cloud: Cloud, identifier: string, tenant: Tenant | undefined): Resource | undefined {
  const wanted = withoutTrailingSlashes(identifier).toLowerCase();
  if (graphIdentifiers(cloud).has(wanted)) return GRAPH;
  const application = cloud.directory.applications.find(
    ({ clientId, identifierUris }) =>
      clientId === wanted || identifierUris.some((uri) => withoutTrailingSlashes(uri).toLowerCase() === wanted),
  );
  if (application === undefined) return undefined;
  if (!application.multiTenant && tenant !== undefined && tenant.id !== application.tenantId) return undefined;
  return {
    clientId: application.clientId,
    displayName: application.displayName,
    accessTokenVersion: application.accessTokenVersion,
    exposedScopes: application.exposedScopes,
    application,
  };
}

function graphIdentifiers(cloud: Cloud): ReadonlySet<string> {
  return new Set([GRAPH_APP_ID, 'https://graph.microsoft.com', ...cloud.origins.all]);
}

/** `<resource>//.default` occurs: some clients keep the slash an identifier URI ends in. */
export function withoutTrailingSlashes(identifier: string): string {
  return identifier.replace(/\/+$/, '');
}
