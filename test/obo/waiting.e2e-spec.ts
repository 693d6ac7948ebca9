import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import type { TestSystem } from '../helpers/api.js';
import { startTestSystem } from '../helpers/api.js';

let system: TestSystem;
beforeAll(async () => {
  system = await startTestSystem({ limits: { identityWaitMs: 100 } });
  // The key set is there before identity slows down.
  await vi.waitUntil(async () => (await system.get('/health/ready')).statusCode === 200);
});
afterAll(() => system.close());
beforeEach(() => system.tenant.cloud.journal.clear());
afterEach(() => system.tenant.cloud.faults.clear());

const exchanges = (): number =>
  system.tenant.cloud.journal.entries.filter(({ assertion }) => assertion !== undefined).length;

it('a caller of a slow exchange is told to come again, and then finds its token', async () => {
  system.tenant.cloud.faults.set({ identity: { delayMs: 400 } });
  const token = await system.token('megan@contoso.example');
  const first = await system.get('/v1.0/me', token);
  expect(first.statusCode).toBe(503);
  expect(first.headers['retry-after']).toBe('1');
  expect(first.headers['www-authenticate']).toBeUndefined();
  expect(await first.body.json()).toMatchObject({ code: 'identity_unavailable', remedy: 'retry', retryAfter: 1 });
  await vi.waitFor(async () => {
    const next = await system.get('/v1.0/me', token);
    await next.body.dump();
    expect(next.statusCode).toBe(200);
  });
  expect(exchanges()).toBe(1);
});

it('a caller of a silent identity provider is told within the time callers wait, and others are served', async () => {
  const served = await system.token('adele@contoso.example');
  await (await system.get('/v1.0/me', served)).body.dump();
  system.tenant.cloud.faults.set({ identity: { hang: true } });
  const answer = await system.get('/v1.0/me', await system.token('alex@contoso.example'));
  expect(answer.statusCode).toBe(503);
  expect(await answer.body.json()).toMatchObject({ code: 'identity_unavailable' });
  const other = await system.get('/v1.0/me', served);
  expect(other.statusCode).toBe(200);
  await other.body.dump();
});
