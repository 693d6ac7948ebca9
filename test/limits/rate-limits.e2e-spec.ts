import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { TestSystem } from '../helpers/api.js';
import { startTestSystem } from '../helpers/api.js';
import type { ListeningApi } from '../helpers/listening-api.js';
import { RedisServer } from '../helpers/redis-server.js';
import type { Answer } from '../helpers/refusals.js';
import { answerOf, expectNothingSentOut } from '../helpers/refusals.js';
import { lacks, starts } from '../helpers/requires.js';
import { StoppedClock } from '../helpers/stopped-clock.js';
import { bodyOf, get, postBatch } from '../graph/batch/batch-client.js';
import { NAVIGATION, SAME_ORIGIN, SessionBrowser, location, openedSession } from '../session/session-browser.js';

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

describe('the limit of an address where browsers sign in', () => {
  const MEGAN = 'megan@contoso.example';
  const FRONT_END = 'https://app.example/after';
  let api: ListeningApi;
  beforeAll(async () => {
    api = await system.replica({ environment: { SESSION: 'on', RATE_LIMIT_PER_MINUTE: '0' } });
  });
  beforeEach(() => system.tenant.cloud.journal.clear());
  afterAll(() => api.close());

  const browser = (): SessionBrowser => new SessionBrowser(system, api.url);
  const redeemed = (): number =>
    system.tenant.cloud.journal.entries.filter(({ grant }) => grant === 'authorization_code').length;
  const back = (own: SessionBrowser, { pathname, search }: URL, address: string): Promise<Answer> =>
    own.get(`${pathname}${search}`, { ...NAVIGATION, 'sec-fetch-site': 'cross-site', ...from(address) });
  /** Begins a sign-in and comes back with a code that nobody gave. */
  const pretended = async (address: string, query = ''): Promise<Answer> => {
    const own = browser();
    const state = location(await own.get(`/auth/login${query}`, NAVIGATION)).searchParams.get('state') ?? '';
    return back(
      own,
      new URL(`/auth/callback?${new URLSearchParams({ state, code: 'junk' }).toString()}`, api.url),
      address,
    );
  };

  it('L05 asks Entra about so many sign-ins that come to nothing, were they all at once', async () => {
    const address = '198.51.100.20';
    const statuses = (await Promise.all(Array.from({ length: 3 * STRANGERS }, () => pretended(address)))).map(
      ({ status }) => status,
    );
    expect(statuses.filter((status) => status === 401)).toHaveLength(STRANGERS);
    expect(statuses.filter((status) => status === 429)).toHaveLength(2 * STRANGERS);
    expect(redeemed()).toBe(STRANGERS);
    const toFrontEnd = await pretended(address, `?return_to=${encodeURIComponent(FRONT_END)}`);
    expect([toFrontEnd.status, location(toFrontEnd).href]).toEqual([302, `${FRONT_END}?error=rate_limited`]);
    expect((await pretended('198.51.100.21')).status).toBe(401);
    expect(redeemed()).toBe(STRANGERS + 1);
  });

  it('uses nothing up of a sign-in that comes too early: loaded again after the time it begins the session', async () => {
    const address = '198.51.100.22';
    for (let count = 0; count < STRANGERS; count += 1) await pretended(address);
    const own = browser();
    const target = await own.authorized(MEGAN);
    expect(await back(own, target, address)).toMatchObject({
      status: 429,
      headers: { 'retry-after': '60' },
      body: { code: 'rate_limited', remedy: 'retry', retryAfter: 60 },
    });
    expect(own.session).toBeUndefined();
    clock.forward(60);
    expect((await back(own, target, address)).status).toBe(302);
    expect(own.session).toBeDefined();
  });

  it('counts no sign-in that went well, and no token that proved nobody beside it', async () => {
    const address = '198.51.100.23';
    for (let count = 0; count <= STRANGERS; count += 1)
      await (await api.send('GET', '/v1.0/me', 'a.b.c', from(address))).body.dump();
    for (let count = 0; count <= STRANGERS; count += 1) {
      const own = browser();
      expect((await back(own, await own.authorized(MEGAN), address)).status).toBe(302);
    }
  });

  it('counts cookies that stand for no session, and no good one', async () => {
    const address = from('198.51.100.24');
    const signedIn = browser();
    await signedIn.signIn(MEGAN);
    const junk = browser();
    const asked = async (): Promise<Answer> => {
      junk.cookies.set('behalf-session', 'A'.repeat(43));
      return junk.get('/auth/session', { ...SAME_ORIGIN, ...address });
    };
    for (let count = 0; count < STRANGERS; count += 1)
      expect(await asked()).toMatchObject({ status: 200, body: { signedIn: false } });
    expect(await asked()).toMatchObject({ status: 429, body: { code: 'rate_limited', retryAfter: 60 } });
    expect(junk.session).toBeUndefined();
    const good = await signedIn.get('/auth/session', { ...SAME_ORIGIN, ...address });
    expect(good).toMatchObject({ status: 200, body: { signedIn: true } });
    expect((await browser().get('/auth/session', { ...SAME_ORIGIN, ...address })).status).toBe(200);
  });

  it('counts front-channel sign-outs that end nothing, and refuses none that ends something', async () => {
    const signedIn = browser();
    await signedIn.signIn(MEGAN);
    const { sid = '' } = await openedSession(api.app, signedIn);
    const ended = async (query: string): Promise<number> => {
      const path = `/auth/frontchannel-logout${query}`;
      return (await answerOf(await api.send('GET', path, undefined, from('198.51.100.25')))).status;
    };
    expect([await ended('?sid=nobody'), await ended(''), await ended('?sid=nobody')]).toEqual([200, 200, 200]);
    expect(await ended('?sid=nobody')).toBe(429);
    expect(await ended(`?sid=${sid}`)).toBe(200);
    expect((await signedIn.get('/auth/session')).body).toEqual({ signedIn: false });
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
