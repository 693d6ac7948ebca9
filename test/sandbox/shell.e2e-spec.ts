import { connect } from 'node:tls';
import { request } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestTenant } from '../helpers/tenant.js';
import type { TestTenant } from '../helpers/tenant.js';

let tenant: TestTenant;
beforeAll(async () => {
  tenant = await startTestTenant();
});
afterAll(() => tenant.close());

describe('the embedded tenant at its addresses', () => {
  it('refuses a Host that is none of its own', async () => {
    const answer = await request(`${tenant.origins.http}/sandbox`, { headers: { host: 'evil.example' } });
    expect(answer.statusCode).toBe(400);
    expect(await answer.body.json()).toMatchObject({ error: 'invalid_host' });
  });

  it('answers over TLS to a client that trusts its authority', async () => {
    const answer = await request(`${tenant.origins.https}/nowhere`, { dispatcher: tenant.agent });
    expect(answer.statusCode).toBe(404);
    expect(await answer.body.json()).toMatchObject({ error: 'not_found' });
  });

  it('is not trusted by a client that does not know its authority', async () => {
    await expect(request(`${tenant.origins.https}/nowhere`)).rejects.toMatchObject({
      code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    });
  });

  it('speaks HTTP/1.1 only, by ALPN', async () => {
    const port = Number(new URL(tenant.origins.https).port);
    const socket = connect({ host: 'localhost', port, ca: tenant.ca, ALPNProtocols: ['h2', 'http/1.1'] });
    await new Promise((resolve, reject) => socket.once('secureConnect', resolve).once('error', reject));
    expect(socket.alpnProtocol).toBe('http/1.1');
    socket.destroy();
  });

  it('answers a malformed address with 400 in a body of its own', async () => {
    const answer = await request(`${tenant.origins.http}/v1.0/%zz`);
    expect(answer.statusCode).toBe(400);
    expect(await answer.body.text()).not.toContain('zz');
  });
});
