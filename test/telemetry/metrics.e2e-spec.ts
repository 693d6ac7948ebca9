import { spawnSync } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { Edge } from '../../src/common/http/edge.js';
import { packageVersion } from '../../src/common/package-version.js';
import { CATALOGUE } from '../../src/graph/catalogue/catalogue.js';
import { MetricsServer } from '../../src/health/metrics/metrics-server.js';
import { TokenCache } from '../../src/obo/token-cache.js';
import type { TestSystem } from '../helpers/api.js';
import { startTestSystem } from '../helpers/api.js';
import { freePort } from '../helpers/free-port.js';
import { RedisServer } from '../helpers/redis-server.js';
import { answerOf } from '../helpers/refusals.js';
import { lacks, starts } from '../helpers/requires.js';
import { getBehind, scrape } from './scrape.js';

const MEGAN = 'megan@contoso.example';

describe('metrics', () => {
  let system: TestSystem;

  beforeAll(async () => {
    system = await startTestSystem({ environment: { METRICS_PORT: '0' } });
  });
  afterAll(() => system.close());
  afterEach(() => system.tenant.cloud.faults.clear());

  const forgetMemory = (): void => system.api.get(TokenCache, { strict: false }).forgetAll();
  const now = () => scrape(system.api);
  /** Of a request's end its client hears a moment before the account is given. */
  const settled = async (check: (text: Awaited<ReturnType<typeof scrape>>) => void): Promise<void> =>
    vi.waitFor(async () => check(await now()), { timeout: 20_000 });

  it('count requests by operation, status and outcome', async () => {
    const token = await system.token(MEGAN);
    const before = await now();
    expect((await answerOf(await system.get('/v1.0/me', token))).status).toBe(200);
    expect((await answerOf(await system.get('/v1.0/me/messages/no-such-message', token))).status).toBe(400);
    expect((await answerOf(await system.get('/v1.0/me'))).status).toBe(401);
    expect((await answerOf(await system.get('/v1.0/nothing/of/graph', token))).status).toBe(404);
    await settled(({ sum }) => {
      const more = (...parts: string[]): number =>
        sum('behalf_requests_total', ...parts) - before.sum('behalf_requests_total', ...parts);
      expect(more('operation="me.get"', 'status="200"', 'outcome="ok"')).toBe(1);
      expect(more('status="400"', 'outcome="graph_error"')).toBe(1);
      expect(more('status="401"', 'outcome="missing_token"')).toBe(1);
      expect(more('operation="GET /v1.0/*"', 'outcome="operation_not_allowed"')).toBe(1);
      expect(sum('behalf_request_duration_seconds_count', 'operation="me.get"')).toBeGreaterThan(0);
      expect(sum('behalf_request_duration_seconds_sum', 'operation="me.get"')).toBeGreaterThan(0);
      expect(sum('behalf_requests_in_flight')).toBe(0);
    });
  });

  it('L20 have labels out of fixed sets, whatever is asked for', async () => {
    const token = await system.token(MEGAN);
    const canary = randomUUID();
    const userId = system.tenant.user(MEGAN).id;
    const paths = [
      `/v1.0/me/messages/${canary}`,
      `/v1.0/users/${userId}`,
      `/v1.0/users/${canary}`,
      `/v1.0/${canary}`,
      `/${canary}`,
      `/auth/handles/${canary}`,
      `/v1.0/me/messages?$search="${canary}"`,
      `/v1.0/%zz${canary}`,
      `//${canary}.example/`,
    ];
    for (const path of paths) {
      for (const method of ['GET', 'DELETE', 'PROPFIND'])
        await (await system.send(method, path, token, { 'user-agent': canary })).body.dump();
    }
    const { text, valuesOf } = await now();
    expect(text).not.toContain(canary);
    expect(text).not.toContain(userId);
    const ids = new Set(CATALOGUE.map(({ id }) => id));
    const routes = new Set(system.api.get(Edge, { strict: false }).routes.keys());
    const unknown = [...valuesOf('operation')].filter(
      (operation) => operation !== 'none' && !ids.has(operation) && !routes.has(operation.split(' ').at(-1) ?? ''),
    );
    expect(unknown).toEqual([]);
    for (const status of valuesOf('status')) expect(status).toMatch(/^[1-5]\d\d$/);
    for (const outcome of valuesOf('outcome')) expect(outcome).toMatch(/^[a-z_]+$/);
  });

  it('tell where Graph tokens came from, and of exchanges how they went', async () => {
    forgetMemory();
    const token = await system.token(MEGAN);
    const before = await now();
    const calls = 8;
    await Promise.all(Array.from({ length: calls }, async () => answerOf(await system.get('/v1.0/me', token))));
    await answerOf(await system.get('/v1.0/me', token));
    await answerOf(await system.get('/v1.0/me', await system.token('carla@contoso.example')));
    const after = await now();
    const more = (name: string, ...parts: string[]): number => after.sum(name, ...parts) - before.sum(name, ...parts);
    const lookups = 'behalf_cache_lookups_total';
    expect(more('behalf_exchange_duration_seconds_count', 'grant="on_behalf_of"', 'outcome="ok"')).toBe(1);
    expect(more('behalf_exchange_duration_seconds_count', 'outcome="consent_required"')).toBe(1);
    expect(more(lookups, 'cache="memory"', 'result="hit"')).toBeGreaterThanOrEqual(1);
    // Of those that came at once all but one waited for the first.
    const missed = more(lookups, 'cache="memory"', 'result="miss"') - 1;
    expect(more('behalf_joined_misses_total', 'work="exchange"')).toBe(missed - 1);
    expect(missed + more(lookups, 'cache="memory"', 'result="hit"')).toBe(calls + 1);
    expect(more(lookups, 'cache="proofs"', 'result="hit"')).toBeGreaterThanOrEqual(1);
    expect(after.sum('behalf_cache_entries', 'cache="memory"')).toBe(1);
    expect(after.sum('behalf_cache_bytes', 'cache="memory"')).toBeGreaterThan(900);
    expect(after.sum('behalf_key_fetches_total', 'outcome="ok"')).toBeGreaterThanOrEqual(1);
    expect(after.sum('behalf_signing_keys_age_seconds')).toBeGreaterThanOrEqual(0);
  });

  it('count what gives way in a full cache', async () => {
    const small = await system.replica({ environment: { TOKEN_CACHE_MAX_ENTRIES: '1' } });
    try {
      for (const user of [MEGAN, 'adele@contoso.example'])
        expect((await small.send('GET', '/v1.0/me', await system.token(user))).statusCode).toBe(200);
      expect((await scrape(small.app)).sum('behalf_cache_evictions_total', 'cache="memory"')).toBe(1);
    } finally {
      await small.close();
    }
  });

  it('count what Graph throttles and what is sent again', async () => {
    const token = await system.token(MEGAN);
    const before = await now();
    system.tenant.cloud.faults.set({ graph: { status: 429, retryAfter: 1 } });
    expect((await answerOf(await system.get('/v1.0/me/messages', token))).status).toBe(429);
    system.tenant.cloud.faults.set({ graph: { reset: 'beforeHeaders' } });
    expect((await answerOf(await system.get('/v1.0/me/messages', token))).status).toBe(502);
    const after = await now();
    const more = (name: string, ...parts: string[]): number => after.sum(name, ...parts) - before.sum(name, ...parts);
    const attempts = 'behalf_graph_attempt_duration_seconds_count';
    expect(more('behalf_graph_throttled_total', 'workload="outlook"')).toBe(2);
    expect(more('behalf_graph_retries_total', 'reason="throttled"')).toBe(1);
    expect(more(attempts, 'workload="outlook"', 'outcome="throttled"')).toBe(2);
    expect(more('behalf_graph_retries_total', 'reason="broken_connection"')).toBe(
      more(attempts, 'workload="outlook"', 'outcome="unreachable"') - 1,
    );
  });

  it('show that Redis is left alone for a moment because it does not answer', async () => {
    const environment = {
      REDIS_URL: `redis://127.0.0.1:${await freePort()}`,
      TOKEN_CACHE_KEYS: randomBytes(32).toString('base64'),
    };
    const replica = await system.replica({ environment });
    try {
      expect((await replica.send('GET', '/v1.0/me', await system.token(MEGAN))).statusCode).toBe(200);
      const { samples } = await scrape(replica.app);
      expect(samples.get('behalf_breaker_open{breaker="redis"}')).toBe(1);
      expect(samples.get('behalf_breaker_open{breaker="graph_files"}')).toBe(0);
      expect(samples.get('behalf_cache_lookups_total{cache="redis",result="miss"}')).toBe(1);
      expect(samples.get('behalf_check_ok{check="redis"}')).toBe(0);
      expect(JSON.parse((await getBehind(replica.app, '/ready')).text)).toMatchObject({ openBreakers: ['redis'] });
    } finally {
      await replica.close();
    }
  });

  it.skipIf(lacks('metrics of a Redis that comes back', { 'redis-server': starts('redis-server', '--version') }))(
    'show that Redis is back, although nobody has called since',
    async () => {
      const redis = await RedisServer.start();
      const environment = { REDIS_URL: redis.url, TOKEN_CACHE_KEYS: randomBytes(32).toString('base64') };
      const replica = await system.replica({ environment });
      const shown = async (): Promise<readonly unknown[]> => {
        const { samples } = await scrape(replica.app);
        return ['behalf_breaker_open{breaker="redis"}', 'behalf_check_ok{check="redis"}'].map((name) =>
          samples.get(name),
        );
      };
      const missed = async (): Promise<void> => {
        const answer = await replica.send('GET', '/v1.0/me', await system.token(MEGAN, { uti: randomUUID() }));
        expect((await answerOf(answer)).status).toBe(200);
        expect(await shown()).toEqual([1, 0]);
      };
      const isBack = (): Promise<void> =>
        vi.waitFor(async () => expect(await shown()).toEqual([0, 1]), { timeout: 60_000, interval: 100 });
      try {
        await isBack();
        redis.freeze();
        await missed();
        redis.thaw();
        await isBack();
        await redis.kill();
        await missed();
        await redis.run();
        await isBack();
      } finally {
        await replica.close();
        await redis.close();
      }
    },
    180_000,
  );

  it.skipIf(lacks('metrics as Prometheus reads them', { promtool: starts('promtool', '--version') }))(
    'are what promtool takes without a complaint',
    async () => {
      const { text, contentType } = await now();
      expect(contentType).toBe('text/plain; version=0.0.4; charset=utf-8');
      const { status, stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], { input: text, encoding: 'utf8' });
      expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' });
    },
  );

  it('tell what the process needs, and what runs in it', async () => {
    const { samples } = await now();
    for (const name of ['process_cpu_seconds_total', 'process_resident_memory_bytes', 'nodejs_heap_size_used_bytes'])
      expect(samples.get(name)).toBeGreaterThan(0);
    expect(samples.get('nodejs_eventloop_lag_p99_seconds')).toBeGreaterThanOrEqual(0);
    expect(samples.get(`nodejs_version_info{version="${process.version}"}`)).toBe(1);
    expect(samples.get(`behalf_build_info{version="${packageVersion()}",node="${process.version}"}`)).toBe(1);
  });

  it('stand beside readiness with reasons', async () => {
    const good = await getBehind(system.api, '/ready');
    expect(good.status).toBe(200);
    expect(JSON.parse(good.text)).toMatchObject({ status: 'ready', reasons: [], openBreakers: [] });
    system.tenant.cloud.faults.set({ identity: { status: 503 } });
    await answerOf(await system.get('/v1.0/me', await system.token('adele@contoso.example', { uti: randomUUID() })));
    const bad = await getBehind(system.api, '/ready');
    expect(bad.status).toBe(200);
    expect(JSON.parse(bad.text)).toMatchObject({
      status: 'degraded',
      reasons: [{ check: 'identity', value: 'failing', text: expect.stringContaining('Entra did not answer') }],
    });
    expect((await now()).samples.get('behalf_check_ok{check="identity"}')).toBe(0);
  });

  it('answer nothing else, and are not to be had where callers are', async () => {
    expect((await getBehind(system.api, '/')).status).toBe(404);
    expect((await getBehind(system.api, '/metrics', 'POST')).status).toBe(405);
    expect(await getBehind(system.api, '/metrics', 'HEAD')).toMatchObject({ status: 200, text: '' });
    expect((await system.get('/metrics')).statusCode).toBe(404);
  });

  it('are off without METRICS_PORT', async () => {
    const replica = await system.replica({ environment: { METRICS_PORT: '' } });
    try {
      expect(replica.app.get(MetricsServer, { strict: false }).port).toBeUndefined();
    } finally {
      await replica.close();
    }
  });
});
