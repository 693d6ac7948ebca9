import { writeFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { exchangesOf } from '../helpers/refusals.js';
import type { CredentialSystem } from './credential-system.js';
import { startCredentialSystem } from './credential-system.js';
import { Workload } from './workload.js';

const ready = {
  statusCode: 200,
  status: 'ready',
  checks: { keys: 'ok', identity: 'ok', redis: 'off', credential: 'ok' },
};

describe('the API proves itself', () => {
  let system: CredentialSystem;

  beforeAll(async () => {
    system = await startCredentialSystem();
  });
  afterAll(() => system.close());
  afterEach(() => system.tenant.cloud.journal.clear());

  it('by a secret', async () => {
    const { secret = '' } = system.tenant.cloud.directory.named('api');
    const api = await system.api({ AZURE_CLIENT_SECRET: secret });
    expect((await api.exchange()).status).toBe(200);
    expect(exchangesOf(system)).toMatchObject([{ status: 200 }]);
    expect(await api.ready()).toEqual(ready);
  });

  it('by a certificate', async () => {
    const { certificatePath = '' } = system.tenant.cloud.directory.named('api');
    const api = await system.api({ AZURE_CLIENT_CERTIFICATE_PATH: certificatePath });
    expect((await api.exchange()).status).toBe(200);
    expect(await api.ready()).toEqual(ready);
  });

  it('by a workload’s token in a file', async () => {
    const path = system.file('workload-token');
    writeFileSync(path, `${new Workload().trustedBy(system.tenant).token()}\n`);
    const api = await system.api({ AZURE_FEDERATED_TOKEN_FILE: path });
    expect((await api.exchange()).status).toBe(200);
    expect(await api.ready()).toEqual(ready);
  });

  it.each(['imds', 'app_service'] as const)(
    'by a managed identity of %s, asked once for many exchanges',
    async (kind) => {
      const api = await system.api(system.managedIdentity(kind));
      const answers = await Promise.all(Array.from({ length: 10 }, () => api.exchange()));
      expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 200));
      const asked = system.tenant.cloud.journal.entries.filter(({ path }) => /^\/(?:metadata|msi)\//.test(path));
      expect(asked).toHaveLength(1);
      expect(exchangesOf(system)).toHaveLength(10);
      expect(await api.ready()).toEqual(ready);
    },
  );
});
