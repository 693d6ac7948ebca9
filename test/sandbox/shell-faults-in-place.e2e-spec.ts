import { request } from 'undici';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Fault } from '../../src/sandbox/faults.js';
import type { JournalEntry } from '../../src/sandbox/journal.js';
import { startTestTenant } from '../helpers/tenant.js';
import type { TestTenant } from '../helpers/tenant.js';

let tenant: TestTenant;
beforeAll(async () => {
  tenant = await startTestTenant();
});
afterEach(() => {
  tenant.cloud.faults.clear();
  tenant.cloud.journal.clear();
});
afterAll(() => tenant.close());

const CALLS = {
  identity: { path: '/common/discovery/instance', method: 'GET' },
  graph: { path: '/v1.0/me', method: 'GET' },
} as const;

async function call(
  side: 'identity' | 'graph',
  origin = tenant.origins.http,
): Promise<{ status: number; body: unknown }> {
  const { path, method } = CALLS[side];
  const answer = await request(`${origin}${path}`, {
    method,
    dispatcher: tenant.agent,
    signal: AbortSignal.timeout(500),
  });
  return { status: answer.statusCode, body: await answer.body.json() };
}

function journaled(side: 'identity' | 'graph'): readonly JournalEntry[] {
  return tenant.cloud.journal.entries.filter((entry) => entry.side === side);
}

describe.each(['identity', 'graph'] as const)('a fault of %s', (side) => {
  it('answers in place of its routes and is journaled', async () => {
    tenant.cloud.faults.set({ [side]: { status: 503 } });
    expect(await call(side)).toMatchObject({ status: 503 });
    await vi.waitFor(() => expect(journaled(side)).toMatchObject([{ status: 503 }]));
  });

  it('cuts through the TLS door as well', async () => {
    tenant.cloud.faults.set({ [side]: { reset: 'beforeHeaders' } });
    await expect(call(side, tenant.origins.https)).rejects.toThrow(/other side closed|ECONNRESET/);
    tenant.cloud.faults.clear();
    expect((await call(side, tenant.origins.https)).status).not.toBe(503);
  });

  it('spares the controls and the start page', async () => {
    tenant.cloud.faults.set({ [side]: { status: 500 } });
    for (const path of ['/', '/sandbox', '/sandbox/journal']) {
      const { statusCode, body } = await request(`${tenant.origins.http}${path}`);
      await body.dump();
      expect(statusCode).toBe(200);
    }
  });
});

describe('a fault of graph that leaves no answer', () => {
  it.each<Fault>([{ hang: true }, { reset: 'beforeHeaders' }])('is journaled all the same: %j', async (fault) => {
    tenant.cloud.faults.set({ graph: fault });
    await expect(call('graph')).rejects.toThrow(/aborted|ECONNRESET/);
    await vi.waitFor(() => expect(journaled('graph')).toMatchObject([{ status: 0 }]));
  });
});
