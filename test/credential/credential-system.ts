import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { Answer } from '../helpers/refusals.js';
import { answerOf } from '../helpers/refusals.js';
import type { ApiOptions, ListeningApi } from '../helpers/listening-api.js';
import { listeningApi } from '../helpers/listening-api.js';
import type { TestTenant } from '../helpers/tenant.js';
import { startTestTenant } from '../helpers/tenant.js';

const machine = z.object({ header: z.string() });
const readiness = z.object({ status: z.string(), checks: z.record(z.string(), z.string()) });

/** A tenant, a folder for credential files, and APIs that prove themselves in whatever way a test chooses. */
export interface CredentialSystem {
  readonly tenant: TestTenant;
  /** A path in a folder of this system's own. */
  file(name: string): string;
  /** An API with no credential but what `environment` names. Ends with the system. */
  api(environment: Readonly<Record<string, string>>, options?: ApiOptions): Promise<CredentialApi>;
  /** Registers another certificate with the API's registration in place of the one before. */
  register(pem: string): void;
  /** The settings that point an API at this tenant's managed identity endpoint of a kind. */
  managedIdentity(kind: 'imds' | 'app_service'): Record<string, string>;
  close(): Promise<void>;
}

export interface CredentialApi extends ListeningApi {
  /** `GET /v1.0/me` with a token that was never used before: takes an exchange. */
  exchange(): Promise<Answer>;
  /** The same with a token of the test's. */
  get(token: string): Promise<Answer>;
  /** `GET /health/ready`. */
  ready(): Promise<{ statusCode: number; status: string; checks: Record<string, string> }>;
}

/** Starts the tenant; the APIs come when they are asked for. */
export async function startCredentialSystem(options: ApiOptions = {}): Promise<CredentialSystem> {
  const tenant = await startTestTenant(options.clock && { clock: options.clock });
  const folder = mkdtempSync(join(tmpdir(), 'behalf-credential-'));
  const apis: ListeningApi[] = [];
  const { clientId, tenantId } = tenant.cloud.directory.named('api');
  return {
    tenant,
    file: (name) => join(folder, name),
    api: async (environment, own = {}) => {
      const api = await listeningApi(
        {
          PORT: '0',
          PUBLIC_URLS: tenant.api.http,
          DOCS: 'off',
          AZURE_TENANT_ID: tenantId,
          AZURE_CLIENT_ID: clientId,
          AZURE_AUTHORITY_HOST: tenant.origins.https,
          GRAPH_BASE_URL: tenant.origins.http,
          EXTRA_CA_FILE: tenant.caPath,
          ...environment,
        },
        { ...options, ...own },
      );
      apis.push(api);
      return credentialApi(api, tenant);
    },
    register: (pem) => tenant.cloud.installation.writeText('api.pem', pem),
    managedIdentity: (kind) => ({
      AZURE_MANAGED_IDENTITY_CLIENT_ID: tenant.cloud.directory.named('workload').clientId,
      ...(kind === 'imds'
        ? { AZURE_POD_IDENTITY_AUTHORITY_HOST: tenant.origins.http }
        : {
            IDENTITY_ENDPOINT: `${tenant.origins.http}/msi/token`,
            IDENTITY_HEADER: tenant.cloud.installation.readJson('managed-identity.json', machine)?.header ?? '',
          }),
    }),
    close: async () => {
      await Promise.all(apis.map((api) => api.close()));
      await tenant.close();
      rmSync(folder, { recursive: true });
    },
  };
}

function credentialApi(api: ListeningApi, tenant: TestTenant): CredentialApi {
  const user = tenant.user('megan@contoso.example');
  // The address it was given is not the one it is asked at: its port was not known before.
  const headers = { host: new URL(tenant.api.http).host };
  const address = api.app.getHttpServer().address();
  const origin = `http://localhost:${z.object({ port: z.number() }).parse(address).port}`;
  const get = async (token: string): Promise<Answer> => {
    const authorization = `Bearer ${token}`;
    return answerOf(
      await tenant.agent.request({ origin, path: '/v1.0/me', method: 'GET', headers: { ...headers, authorization } }),
    );
  };
  return {
    ...api,
    exchange: async () => get(await tenant.identity.mintApiToken({ user })),
    get,
    ready: async () => {
      const answer = await tenant.agent.request({ origin, path: '/health/ready', method: 'GET', headers });
      return { statusCode: answer.statusCode, ...readiness.parse(await answer.body.json()) };
    },
  };
}
