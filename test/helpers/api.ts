import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import 'reflect-metadata';
import { Writable } from 'node:stream';
import type { Dispatcher } from 'undici';
import { getGlobalDispatcher } from 'undici';
import { createApp } from '../../src/app.setup.js';
import type { Clock } from '../../src/common/clock.js';
import { SystemClock } from '../../src/common/clock.js';
import type { Limits } from '../../src/config/app-config.js';
import { loadConfig } from '../../src/config/load-config.js';
import type { TestTenant } from './tenant.js';
import { startTestTenant } from './tenant.js';

/** The API and its embedded tenant, over real HTTP on free ports. */
export interface TestSystem {
  readonly api: NestFastifyApplication;
  readonly tenant: TestTenant;
  readonly url: string;
  /** Everything the API has logged, as text. */
  readonly log: () => string;
  /** A validly signed token for the API; claims and header members override, null deletes. */
  token(user: string, claims?: Record<string, unknown>, header?: Record<string, unknown>): Promise<string>;
  get(path: string, token?: string, headers?: Record<string, string>): Promise<Dispatcher.ResponseData>;
  close(): Promise<void>;
}

export interface TestSystemOptions {
  readonly environment?: Readonly<Record<string, string>>;
  readonly limits?: Partial<Limits>;
  readonly clock?: Clock;
}

/** Starts both, wired by the API's settings alone. */
export async function startTestSystem({
  environment = {},
  limits = {},
  clock = new SystemClock(),
}: TestSystemOptions = {}): Promise<TestSystem> {
  const tenant = await startTestTenant({ clock });
  const lines: string[] = [];
  const registration = tenant.cloud.directory.named('api');
  const config = loadConfig({
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
    LOG_LEVEL: 'trace',
    ...environment,
  });
  const logDestination = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      lines.push(chunk.toString());
      done();
    },
  });
  const api = await createApp({ ...config, limits: { ...config.limits, ...limits } }, { clock, logDestination });
  await api.listen(config.listen.port, 'localhost');
  return {
    api,
    tenant,
    url: tenant.api.http,
    log: () => lines.join(''),
    token: (user, claims, header) =>
      tenant.identity.mintApiToken({ user: tenant.user(user), ...(claims && { claims }), ...(header && { header }) }),
    // Not undici's `request`, which resolves dot segments before they are sent.
    get: (path, token, headers) =>
      getGlobalDispatcher().request({
        origin: tenant.api.http,
        path,
        method: 'GET',
        headers: { ...(token !== undefined && { authorization: `Bearer ${token}` }), ...headers },
      }),
    close: async () => {
      await api.close();
      await tenant.close();
    },
  };
}
