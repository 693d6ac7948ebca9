import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HealthController } from '../../src/health/health.controller.js';
import type { TestSystem } from '../helpers/api.js';
import { startTestSystem } from '../helpers/api.js';

let system: TestSystem;
beforeAll(async () => {
  system = await startTestSystem();
});
afterAll(() => system.close());

describe('an API that is about to end', () => {
  it('proves and serves callers for as long as it takes requests', async () => {
    const tokens = [await system.token('megan@contoso.example'), await system.token('adele@contoso.example')];
    const health = system.api.get(HealthController);
    const told = health.beforeApplicationShutdown.bind(health);
    let end: (() => void) | undefined;
    const held = new Promise<void>((resolve) => {
      end = resolve;
    });
    Object.assign(health, {
      beforeApplicationShutdown: () => {
        told();
        return held;
      },
    });
    const closing = system.api.close();
    try {
      await expect.poll(async () => (await system.get('/health/ready')).statusCode).toBe(503);
      const ready = await system.get('/health/ready');
      expect(await ready.body.json()).toMatchObject({ status: 'draining' });
      for (const token of tokens) {
        const answer = await system.get('/v1.0/me', token);
        expect(answer.statusCode).toBe(200);
        await answer.body.dump();
      }
    } finally {
      end?.();
      await closing;
    }
  });
});
