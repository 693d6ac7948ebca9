import { once } from 'node:events';
import { Agent } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Standing } from '../../src/health/standing.js';
import type { TestSystem } from '../helpers/api.js';
import { startApiBefore } from '../helpers/api-alone.js';
import { startTestSystem } from '../helpers/api.js';
import { StandInAuthority, held } from '../helpers/stand-in-authority.js';

let system: TestSystem;
beforeAll(async () => {
  system = await startTestSystem();
});
afterAll(() => system.close());

describe('an API that is about to end', () => {
  it('proves and serves callers for as long as it takes requests', async () => {
    const tokens = [await system.token('megan@contoso.example'), await system.token('adele@contoso.example')];
    const health = system.api.get(Standing, { strict: false });
    const told = health.beforeApplicationShutdown.bind(health);
    let end: (() => void) | undefined;
    const untilEnd = new Promise<void>((resolve) => {
      end = resolve;
    });
    Object.assign(health, {
      beforeApplicationShutdown: () => {
        told();
        return untilEnd;
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

  it('ends the connection of an answer that was under way, and waits no longer for who would keep it', async () => {
    const authority = await StandInAuthority.start();
    const graph = held();
    authority.graph = graph.answerer;
    const api = await startApiBefore(authority);
    const client = new Agent({ keepAliveTimeout: 600_000 });
    try {
      const headers = { authorization: `Bearer ${authority.token()}` };
      const underWay = client.request({ origin: api.url, path: '/v1.0/me/photo/$value', method: 'GET', headers });
      const asked = await graph.waiting;
      asked.writeHead(200, { 'content-type': 'image/png', 'content-length': 8 }).write('half');
      const answer = await underWay;
      const disconnected = once(client, 'disconnect');
      const closing = api.close();
      asked.end('half');
      expect(await answer.body.text()).toBe('halfhalf');
      await Promise.all([closing, disconnected]);
    } finally {
      await client.close();
      await authority.close();
    }
  });
});
