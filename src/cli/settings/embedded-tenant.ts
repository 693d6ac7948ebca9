import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Dispatcher } from 'undici';
import { z } from 'zod';
import { fetchJson } from '../../common/outbound/fetch-json.js';
import type { Layer } from './layer.js';

/** Where `npm start` and `npm run sandbox` have it, unless told otherwise. */
export const EMBEDDED_TENANT = 'http://localhost:3001';

/** `GET /sandbox`, as far as this program reads it. */
export const tenantDescription = z.object({
  origins: z.object({ http: z.string(), https: z.string(), ca: z.string() }),
  graph: z.string(),
  api: z.object({
    url: z.string(),
    https: z.string(),
    clientId: z.string(),
    tenantId: z.string(),
    scope: z.string(),
  }),
  tenants: z.array(z.object({ id: z.string(), domain: z.string(), displayName: z.string() })),
  applications: z.array(
    z.object({
      name: z.string(),
      clientId: z.string(),
      tenantId: z.string(),
      secret: z.string().optional(),
      certificate: z.string().optional(),
      redirectUris: z.array(z.string()),
    }),
  ),
  users: z.array(
    z.object({
      userPrincipalName: z.string(),
      password: z.string(),
      id: z.string(),
      tenantId: z.string(),
      displayName: z.string(),
      state: z.string(),
    }),
  ),
});
export type TenantDescription = z.infer<typeof tenantDescription>;

/** What the embedded tenant says of itself; undefined where none answers. */
export async function askEmbeddedTenant(
  dispatcher: Dispatcher,
  address: string,
): Promise<TenantDescription | undefined> {
  try {
    const limits = { timeoutMs: 5000, maxBytes: 1024 * 1024 };
    return tenantDescription.parse(await fetchJson(dispatcher, `${new URL(address).origin}/sandbox`, limits));
  } catch {
    return undefined;
  }
}

/** The settings it suggests: its command-line application, or for an application of its own the nightly job. */
export function embeddedTenantLayer(tenant: TenantDescription, asApplication: boolean): Layer {
  const application = tenant.applications.find(({ name }) => name === (asApplication ? 'daemon' : 'cli'));
  return {
    authority: tenant.origins.https,
    tenant: tenant.api.tenantId,
    clientId: application?.clientId,
    apiUrl: tenant.api.url,
    graphUrl: tenant.origins.http,
    caFile: pathOf(tenant.origins.ca),
    sandbox: tenant.origins.http,
    ...(asApplication && { secret: application?.secret }),
  };
}

/** Its paths are relative to where it was started: this folder, or the clone this program is in. */
function pathOf(path: string): string {
  const clone = fileURLToPath(new URL('../../..', import.meta.url));
  const places = [resolve(path), resolve(clone, path)];
  return places.find((place) => existsSync(place)) ?? resolve(path);
}
