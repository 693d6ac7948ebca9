import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { TestSystem } from '../helpers/api.js';
import { startTestSystem } from '../helpers/api.js';
import type { ListeningApi } from '../helpers/listening-api.js';
import { RedisServer } from '../helpers/redis-server.js';
import type { Answer } from '../helpers/refusals.js';
import { answerOf, expectNothingSentOut } from '../helpers/refusals.js';
import { lacks, starts } from '../helpers/requires.js';
import { StoppedClock } from '../helpers/stopped-clock.js';
import { bodyOf, get, postBatch } from '../graph/batch/batch-client.js';

const LIMIT = 4;
const STRANGERS = 3;
const clock = new StoppedClock();
let system: TestSystem;

beforeAll(async () => {
  system = await startTestSystem({
    clock,
    environment: {
      RATE_LIMIT_PER_MINUTE: String(LIMIT),
      RATE_LIMIT_ANONYMOUS_PER_MINUTE: String(STRANGERS),
      TRUSTED_PROXIES: '127.0.0.0/8, ::1',
      CORS_ORIGINS: 'https://app.example',
    },
  });
});
afterAll(() => system.close());

const ask = async (path: string, token?: string, headers?: Record<string, string>): Promise<Answer> =>
  answerOf(await system.get(path, token, headers));
const left = ({ headers }: Answer): unknown[] =>
  ['ratelimit-limit', 'ratelimit-remaining', 'ratelimit-reset'].map((name) => headers[name]);
/** As from this client, by a proxy that is trusted. */
const from = (address: string): Record<string, string> => ({ 'x-forwarded-for': address });

describe('the limit of a user', () => {
  it('is told on every answer, counts all paths together, and ends in 429 that says when to come back', async () => {
    const token = await system.token('megan@contoso.example');
    expect(left(await ask('/v1.0/me', token))).toEqual(['4', '3', '60']);
    clock.forward(10);
    expect(left(await ask('/auth/token', token))).toEqual(['4', '2', '50']);
    expect(left(await ask('/v1.0/me/photo/$value', token))).toEqual(['4', '1', '50']);
    expect(left(await ask('/v1.0/me/messages', await system.token('megan@contoso.example')))).toEqual(['4', '0', '50']);
    system.tenant.cloud.journal.clear();
    const refused = await ask('/v1.0/me', token, { origin: 'https://app.example' });
    expect(refused).toMatchObject({ status: 429, body: { code: 'rate_limited', remedy: 'retry', retryAfter: 50 } });
    expect(refused.body).toMatchObject({ error: { code: 'rate_limited' } });
    expect(refused.headers['retry-after']).toBe('50');
    expect(left(refused)).toEqual(['4', '0', '50']);
    expect(refused.headers['access-control-expose-headers']).toContain('RateLimit-Remaining');
    expectNothingSentOut(system);
    clock.forward(50);
    expect(left(await ask('/v1.0/me', token))).toEqual(['4', '3', '60']);
  });

  it('is nobody else’s, and neither spent by what is not open nor hides it', async () => {
    const token = await system.token('adele@contoso.example');
    for (let count = 0; count < LIMIT; count += 1) expect((await ask('/v1.0/me', token)).status).toBe(200);
    expect((await ask('/v1.0/me', token)).status).toBe(429);
    expect((await ask('/v1.0/nothing', token)).status).toBe(404);
    const other = await system.token('alex@contoso.example');
    expect((await ask('/v1.0/nothing', other)).status).toBe(404);
    expect(left(await ask('/v1.0/me', other))).toEqual(['4', '3', '60']);
  });

  it('counts each request of a batch; those beyond it are 429 within the answer', async () => {
    const token = await system.token('nestor@contoso.example');
    const urls = ['/me', '/nothing/here', '/me/messages', '/me/events', '/me/contacts', '/me/drive'];
    const answer = await postBatch(
      system,
      token,
      urls.map((url, id) => get(url, { id: String(id) })),
    );
    expect(answer.responses.map(({ status }) => status)).toEqual([200, 404, 200, 200, 200, 429]);
    expect(answer.of('5').headers['Retry-After']).toBe('60');
    expect(bodyOf(answer.of('5'))).toMatchObject({ error: { code: 'rate_limited' } });
    expect(left(answer)).toEqual(['4', '0', '60']);
    expect((await ask('/v1.0/me', token)).status).toBe(429);
  });
});

describe('the limit of an address', () => {
  it('counts what proves nobody, refuses more of it, and no good token', async () => {
    const address = from('198.51.100.7');
    const garbage = async (): Promise<number> => (await ask('/v1.0/me', 'a.b.c', address)).status;
    expect([await garbage(), (await ask('/auth/token', undefined, address)).status, await garbage()]).toEqual([
      401, 401, 401,
    ]);
    const refused = await ask('/v1.0/me', undefined, address);
    expect(refused).toMatchObject({
      status: 429,
      body: { code: 'rate_limited', retryAfter: 60 },
      challenge: undefined,
    });
    expect(left(refused)).toEqual([undefined, undefined, undefined]);
    expect(await garbage()).toBe(429);
    expect((await ask('/v1.0/me', await system.token('diego@contoso.example'), address)).status).toBe(200);
    expect((await ask('/health/live', undefined, address)).status).toBe(200);
    expect((await ask('/v1.0/me', undefined, from('198.51.100.8'))).status).toBe(401);
    clock.forward(60);
    expect(await garbage()).toBe(401);
  });

  it('is of a /64 where addresses are of IPv6, whatever stands left of it', async () => {
    const statuses: number[] = [];
    for (let host = 1; host <= STRANGERS + 1; host += 1)
      statuses.push((await ask('/v1.0/me', undefined, from(`203.0.113.${host}, 2001:db8:1:2:${host}::1`))).status);
    expect(statuses).toEqual([401, 401, 401, 429]);
    expect((await ask('/v1.0/me', undefined, from('2001:db8:1:3::1'))).status).toBe(401);
  });

  it('is that of the connection where no proxy is trusted: a header changes nothing', async () => {
    const alone = await system.replica({ environment: { TRUSTED_PROXIES: '' } });
    try {
      const statuses: number[] = [];
      for (let count = 0; count <= STRANGERS; count += 1)
        statuses.push(
          (await answerOf(await alone.send('GET', '/v1.0/me', undefined, from(`192.0.2.${count}`)))).status,
        );
      expect(statuses).toEqual([401, 401, 401, 429]);
    } finally {
      await alone.close();
    }
  });
});

describe.skipIf(lacks('shared rate limits', { 'redis-server': starts('redis-server', '--version') }))(
  'the limit of a user at replicas with Redis',
  () => {
    const SHARED = 40;
    let redis: RedisServer;
    let replicas: ListeningApi[];
    beforeAll(async () => {
      redis = await RedisServer.start();
      const environment = {
        RATE_LIMIT_PER_MINUTE: String(SHARED),
        REDIS_URL: redis.url,
        TOKEN_CACHE_KEYS: randomBytes(32).toString('base64'),
      };
      replicas = [await system.replica({ environment }), await system.replica({ environment })];
      await vi.waitUntil(() => replicas.every(({ log }) => log().includes('redis_connected')), 30_000);
    });
    afterAll(async () => {
      await Promise.all(replicas.map((each) => each.close()));
      await redis.close();
    });

    /** How many of these requests, one to each replica in turn, are served. */
    const served = async (token: string, requests: number): Promise<number> => {
      let count = 0;
      for (let index = 0; index < requests; index += 1) {
        const answer = await replicas[index % 2]?.send('GET', '/v1.0/me', token);
        await answer?.body.dump();
        if (answer?.statusCode === 200) count += 1;
      }
      return count;
    };

    it('is one limit, but for a twentieth at each, and names nobody', async () => {
      const token = await system.token('lee@contoso.example');
      const count = await served(token, 2 * SHARED);
      expect(count).toBeGreaterThanOrEqual(SHARED - 2);
      // What was told while the last answers were on their way comes on top.
      expect(count).toBeLessThanOrEqual(SHARED + 8);
      const keys = await redis.with((client) => client.keys('behalf:rate:*'));
      expect(keys).toHaveLength(1);
      expect(keys[0]).not.toContain(system.tenant.user('lee@contoso.example').id);
      const life = await redis.with((client) => client.pttl(keys[0] ?? ''));
      expect(life).toBeGreaterThan(0);
      expect(life).toBeLessThanOrEqual(60_000);
    });

    it('of forced refreshes is one as well, each replica’s own while Redis is frozen', async () => {
      const token = await system.token('nestor@contoso.example');
      const refreshed = async (requests: number): Promise<number[]> => {
        const statuses: number[] = [];
        for (let index = 0; index < requests; index += 1) {
          const answer = await replicas[index % 2]?.send('POST', '/auth/token/refresh', token);
          await answer?.body.dump();
          statuses.push(answer?.statusCode ?? 0);
        }
        return statuses;
      };
      expect(await refreshed(8)).toEqual([200, 200, 200, 200, 200, 200, 429, 429]);
      clock.forward(60);
      redis.freeze();
      try {
        expect(await refreshed(14)).toEqual([...Array.from({ length: 12 }, () => 200), 429, 429]);
      } finally {
        redis.thaw();
      }
    });

    it('C13 is each replica’s own while Redis is frozen: nobody waits for it, nobody is refused for it', async () => {
      redis.freeze();
      try {
        const token = await system.token('diego@contoso.example');
        expect(await served(token, SHARED)).toBe(SHARED);
        expect(await served(token, 2 * SHARED)).toBe(SHARED);
      } finally {
        redis.thaw();
      }
    });
  },
);
