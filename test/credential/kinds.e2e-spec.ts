import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exchangesOf } from '../helpers/refusals.js';
import type { CredentialSystem } from './credential-system.js';
import { startCredentialSystem } from './credential-system.js';

describe('the API proves itself', () => {
  let system: CredentialSystem;

  beforeAll(async () => {
    system = await startCredentialSystem();
  });
  afterAll(() => system.close());

  it('by a secret', async () => {
    const { secret = '' } = system.tenant.cloud.directory.named('api');
    const api = await system.api({ AZURE_CLIENT_SECRET: secret });
    expect((await api.exchange()).status).toBe(200);
    expect(exchangesOf(system)).toMatchObject([{ status: 200 }]);
    expect(await api.ready()).toEqual({
      statusCode: 200,
      status: 'ready',
      checks: { keys: 'ok', identity: 'ok', redis: 'off', credential: 'ok' },
    });
  });

  it('by a certificate', async () => {
    const { certificatePath = '' } = system.tenant.cloud.directory.named('api');
    const api = await system.api({ AZURE_CLIENT_CERTIFICATE_PATH: certificatePath });
    expect((await api.exchange()).status).toBe(200);
    expect((await api.ready()).status).toBe('ready');
  });
});
