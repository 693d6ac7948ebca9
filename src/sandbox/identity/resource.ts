import type { Cloud } from '../cloud.js';
import type { Application, Tenant } from '../directory/types.js';
import { GRAPH_APP_ID, RESOURCE_MANAGER_APP_ID } from '../directory/types.js';
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

/** The identifiers of Azure Resource Manager. */
export const RESOURCE_MANAGER_IDENTIFIERS: readonly string[] = [
  RESOURCE_MANAGER_APP_ID,
  'https://management.core.windows.net',
  'https://management.azure.com',
];

const RESOURCE_MANAGER: Resource = {
  clientId: RESOURCE_MANAGER_APP_ID,
  displayName: 'Azure Resource Manager',
  accessTokenVersion: 1,
  exposedScopes: ['user_impersonation'],
};

/** The identifiers of the resource whose tokens prove a workload to a federated application. */
export const TOKEN_EXCHANGE_IDENTIFIERS: readonly string[] = [
  'fb60f99c-7a34-4190-8149-302f77469936',
  'api://azureadtokenexchange',
];

const TOKEN_EXCHANGE: Resource = {
  clientId: 'fb60f99c-7a34-4190-8149-302f77469936',
  displayName: 'Azure AD Token Exchange',
  accessTokenVersion: 2,
  exposedScopes: [],
};

/** The resource of an identifier URI or application id as seen from `tenant`, or undefined when it has none such. */
export function findResource(cloud: Cloud, identifier: string, tenant: Tenant | undefined): Resource | undefined {
  const wanted = withoutTrailingSlashes(identifier).toLowerCase();
  if (graphIdentifiers(cloud).has(wanted)) return GRAPH;
  if (RESOURCE_MANAGER_IDENTIFIERS.includes(wanted)) return RESOURCE_MANAGER;
  if (TOKEN_EXCHANGE_IDENTIFIERS.includes(wanted)) return TOKEN_EXCHANGE;
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
