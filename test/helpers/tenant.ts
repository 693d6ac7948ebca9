import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Agent } from 'undici';
import type { ApiOrigins } from '../../src/sandbox/directory/seeded-directory.js';
import type { User } from '../../src/sandbox/directory/types.js';
import { startTenant } from '../../src/sandbox/tenant.js';
import type { Tenant, TenantOptions } from '../../src/sandbox/tenant.js';
import { freePort } from './free-port.js';
import { copyTenantTemplate } from './tenant-template.js';

/** An embedded tenant of one test file on free ports, with what a client needs to reach it. */
export interface TestTenant extends Tenant {
  /** Where the tenant believes the API to be; nothing listens there unless the test does. */
  readonly api: ApiOrigins;
  /** PEM of the authority behind the TLS address. */
  readonly ca: string;
  readonly caPath: string;
  /** An undici dispatcher that trusts it; for `fetch(url, { dispatcher })` of undici. */
  readonly agent: Agent;
  /** The user of this user principal name, as it is now. */
  user(userPrincipalName: string): User;
}

/** Starts it. `folder` is a fresh one unless given, and goes with `close`. */
export async function startTestTenant(options: Partial<TenantOptions> = {}): Promise<TestTenant> {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'behalf-tenant-'));
  if (options.folder === undefined) await copyTenantTemplate(folder);
  const api = options.api ?? {
    http: `http://localhost:${await freePort()}`,
    https: `https://localhost:${await freePort()}`,
  };
  const tenant = await startTenant({ port: 0, tlsPort: 0, host: 'localhost', ...options, folder, api });
  const ca = tenant.cloud.installation.readText('ca.pem') ?? '';
  const agent = new Agent({ connect: { ca } });
  return {
    ...tenant,
    api,
    ca,
    caPath: tenant.cloud.installation.path('ca.pem'),
    agent,
    user: (userPrincipalName) => {
      const [user] = tenant.cloud.directory.usersNamed(userPrincipalName);
      if (user === undefined) throw new Error(`no seeded user is called ${userPrincipalName}`);
      return user;
    },
    close: async () => {
      await Promise.all([agent.destroy(), tenant.close()]);
      if (options.folder === undefined) rmSync(folder, { recursive: true });
    },
  };
}
