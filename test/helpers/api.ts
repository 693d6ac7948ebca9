import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Dispatcher } from 'undici';
import { freePort } from './free-port.js';
import type { ApiOptions, ListeningApi } from './listening-api.js';
import { listeningApi } from './listening-api.js';
import type { TestTenant } from './tenant.js';
import { startTestTenant } from './tenant.js';

/** The API and its embedded tenant, over real HTTP on free ports. */
export interface TestSystem extends Pick<ListeningApi, 'url' | 'log' | 'send' | 'close'> {
  readonly api: NestFastifyApplication;
  readonly tenant: TestTenant;
  /** A validly signed token for the API; claims and header members override, null deletes. */
  token(user: string, claims?: Record<string, unknown>, header?: Record<string, unknown>): Promise<string>;
  get(path: string, token?: string, headers?: Record<string, string>): Promise<Dispatcher.ResponseData>;
  /** Another API of the same settings at an address of its own; the test closes it. */
  replica(options?: TestSystemOptions): Promise<ListeningApi>;
}

export interface TestSystemOptions extends ApiOptions {
  readonly environment?: Readonly<Record<string, string>>;
}

/**
 * Starts both, wired by the API's settings alone. Graph names addresses of its own at the origin it is asked at: over TLS
 * for clients that take no other.
 */
export async function startTestSystem({
  environment = {},
  graphOverTls = false,
  ...options
}: TestSystemOptions & { readonly graphOverTls?: boolean } = {}): Promise<TestSystem> {
  const tenant = await startTestTenant(options.clock && { clock: options.clock });
  const graph = graphOverTls ? { GRAPH_BASE_URL: tenant.origins.https } : {};
  const settings = { ...settingsFor(tenant), ...graph, ...environment };
  const api = await listeningApi(settings, options);
  return {
    ...api,
    api: api.app,
    tenant,
    token: (user, claims, header) =>
      tenant.identity.mintApiToken({ user: tenant.user(user), ...(claims && { claims }), ...(header && { header }) }),
    get: (path, token, headers) => api.send('GET', path, token, headers),
    replica: async ({ environment: ownEnvironment, ...own } = {}) => {
      const port = await freePort();
      return listeningApi(
        { ...settings, PORT: String(port), PUBLIC_URLS: `http://localhost:${port}`, ...ownEnvironment },
        { ...options, ...own },
      );
    },
    close: async () => {
      await api.close();
      await tenant.close();
    },
  };
}

/** What points an API at this tenant, as the launcher does. */
export function settingsFor(tenant: TestTenant): Record<string, string | undefined> {
  const registration = tenant.cloud.directory.named('api');
  return {
    PORT: new URL(tenant.api.http).port,
    PUBLIC_URLS: `${tenant.api.http},${tenant.api.https}`,
    AZURE_TENANT_ID: registration.tenantId,
    AZURE_CLIENT_ID: registration.clientId,
    AZURE_CLIENT_SECRET: registration.secret,
    AZURE_AUTHORITY_HOST: tenant.origins.https,
    BROWSER_AUTHORITY_HOST: tenant.origins.http,
    GRAPH_BASE_URL: tenant.origins.http,
    ALLOWED_REDIRECT_URIS: `${tenant.api.http}/auth/callback`,
    EXTRA_CA_FILE: tenant.caPath,
    DOCS_CLIENT_ID: tenant.cloud.directory.named('spa').clientId,
  };
}
