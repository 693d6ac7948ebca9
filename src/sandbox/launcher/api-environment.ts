import { applicationNamed } from './tenant-description.js';
import type { TenantDescription } from './tenant-description.js';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The API's environment when it is to use the embedded tenant: what points it there replaces what is set, the rest
 * only fills in. The secret travels in the environment alone, never on a command line.
 */
export function apiEnvironment(inherited: Environment, tenant: TenantDescription): Environment {
  const { api, origins } = tenant;
  const registration = applicationNamed(tenant, 'api');
  const filledIn = {
    PUBLIC_URLS: `${api.url},${api.https}`,
    API_AUDIENCES: [api.clientId, `api://${api.clientId}`, api.url, api.https].join(','),
    ALLOWED_REDIRECT_URIS: registration.redirectUris.join(','),
    SESSION: 'on',
    DOCS_CLIENT_ID: applicationNamed(tenant, 'spa').clientId,
    DEMO: 'on',
    DEMO_CONSENT_USER: nameOf(tenant, 'consent'),
    DEMO_MFA_USER: nameOf(tenant, 'mfa'),
    DEMO_ACCOUNT_PAGE: `${origins.http}/#users`,
    // Nobody routes traffic here that would have to be told first.
    SHUTDOWN_DELAY_SECONDS: '0',
  };
  const exempt = [inherited['no_proxy'] || inherited['NO_PROXY'], 'localhost'].filter(Boolean).join(',');
  return {
    ...inherited,
    ...Object.fromEntries(Object.entries(filledIn).filter(([name]) => (inherited[name] ?? '') === '')),
    AZURE_TENANT_ID: api.tenantId,
    AZURE_CLIENT_ID: api.clientId,
    AZURE_CLIENT_SECRET: registration.secret,
    AZURE_AUTHORITY_HOST: origins.https,
    BROWSER_AUTHORITY_HOST: origins.http,
    GRAPH_BASE_URL: origins.http,
    EXTRA_CA_FILE: origins.ca,
    // A corporate proxy has no way back to this machine.
    NO_PROXY: exempt,
    no_proxy: exempt,
  };
}

/** The first user in this state; nothing where all are in another. */
function nameOf({ users }: TenantDescription, state: string): string {
  return users.find((user) => user.state === state)?.userPrincipalName ?? '';
}
