import { openDoor } from '../../src/sandbox/door.js';
import { keptServerCredentials } from '../../src/sandbox/installation/certificate-authority.js';
import type { Listening } from '../../src/sandbox/listening.js';
import type { TestSystem } from './api.js';

/** Opens the API at its https address too, as the launcher does. */
export function openHttpsDoor({ tenant, url }: Pick<TestSystem, 'tenant' | 'url'>): Promise<Listening> {
  return openDoor({
    host: 'localhost',
    port: Number(new URL(tenant.api.https).port),
    credentials: keptServerCredentials(tenant.cloud.installation),
    behind: () => ({ host: 'localhost', port: Number(new URL(url).port) }),
  });
}
