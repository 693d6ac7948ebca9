import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { MAX_LISTED } from '../../src/session/session-store.js';
import { Sessions } from '../../src/session/sessions.js';
import type { TestSystem } from '../helpers/api.js';
import { startTestSystem } from '../helpers/api.js';
import type { ListeningApi } from '../helpers/listening-api.js';
import { RedisServer, connectedToRedis } from '../helpers/redis-server.js';
import { answerOf } from '../helpers/refusals.js';
import { lacks, starts } from '../helpers/requires.js';
import { StoppedClock } from '../helpers/stopped-clock.js';
import { ADELE, MEGAN, NAVIGATION, SessionBrowser, beginLike, openedSession } from './session-browser.js';

const SERVED = { status: 200, body: { userPrincipalName: MEGAN } };
const OVER = { status: 401, body: { code: 'invalid_token', remedy: 'sign_in' } };
const AWAY = { status: 503, body: { code: 'session_unavailable', remedy: 'retry' } };
const keyOf = (): string => randomBytes(32).toString('base64');

describe.skipIf(lacks('sessions of replicas', { 'redis-server': starts('redis-server', '--version') }))(
  'sessions of replicas',
  () => {
    const [newKey, oldKey] = [keyOf(), keyOf()];
    const clock = new StoppedClock();
    let redis: RedisServer;
    let system: TestSystem;
    let other: ListeningApi;
    let browser: SessionBrowser;

    beforeAll(async () => {
      redis = await RedisServer.start();
      system = await startTestSystem({
        clock,
        environment: { SESSION: 'on', REDIS_URL: redis.url, TOKEN_CACHE_KEYS: oldKey },
        // A busy machine is no dead Redis.
        limits: { redisTimeoutMs: 3_000 },
      });
      // As in the middle of a rotation: the other has the new key as well.
      other = await system.replica({ environment: { TOKEN_CACHE_KEYS: `${oldKey},${newKey}` } });
      await connected();
    });
    beforeEach(async () => {
      browser = new SessionBrowser(system);
      await browser.signIn(MEGAN);
      system.tenant.cloud.journal.clear();
    });
    afterAll(async () => {
      await other.close();
      await system.close();
      await redis.close();
    });

    const apis = (): readonly ListeningApi[] => [{ ...system, app: system.api }, other];
    const connected = (): Promise<void> => connectedToRedis(apis());
    const renewals = () => system.tenant.cloud.journal.entries.filter(({ grant }) => grant === 'refresh_token');
    const opened = ({ app }: ListeningApi, who: SessionBrowser) => openedSession(app, who);
    const tokenEnds = async (): Promise<void> => {
      const { accessTokenEndsAt } = await opened(other, browser);
      const steps = Math.ceil((accessTokenEndsAt - clock.now()) / 1000 / 3_000);
      const seconds = (accessTokenEndsAt - clock.now()) / 1000 / steps;
      for (let step = 1; step <= steps; step += 1) {
        clock.forward(step === steps ? seconds - 30 : seconds);
        if (step < steps) await browser.get('/v1.0/me');
      }
    };

    it('begun at one are used, asked for and ended at the other', async () => {
      const there = browser.at(other.url);
      expect(await there.get('/v1.0/me')).toMatchObject(SERVED);
      expect((await there.get('/auth/session')).body['signedIn']).toBe(true);
      expect((await there.send('POST', '/auth/logout')).status).toBe(200);
      expect(await browser.get('/v1.0/me')).toMatchObject(OVER);
    });

    it('are begun at one and completed at the other', async () => {
      const traveller = new SessionBrowser(system);
      const { pathname, search } = await traveller.authorized(ADELE);
      const there = traveller.at(other.url);
      expect((await there.get(`${pathname}${search}`, NAVIGATION)).status).toBe(302);
      // Once, wherever.
      expect((await traveller.get(`${pathname}${search}`, NAVIGATION)).status).toBe(400);
      expect((await there.at(system.url).get('/v1.0/me')).body['userPrincipalName']).toBe(ADELE);
    });

    it('outlive a restart', async () => {
      const restarted = await system.replica();
      try {
        await connectedToRedis([restarted]);
        expect(await browser.at(restarted.url).get('/v1.0/me')).toMatchObject(SERVED);
      } finally {
        await restarted.close();
      }
    });

    it('C19 are found with a rotated key, and end with it', async () => {
      const rotated = await system.replica({ environment: { TOKEN_CACHE_KEYS: `${newKey},${oldKey}` } });
      try {
        const there = browser.at(rotated.url);
        await connectedToRedis([rotated]);
        expect(await there.get('/v1.0/me')).toMatchObject(SERVED);
        const newer = new SessionBrowser(system, rotated.url);
        await newer.signIn(MEGAN);
        expect(await newer.at(other.url).get('/v1.0/me')).toMatchObject(SERVED);
        expect((await there.send('DELETE', '/auth/token')).status).toBe(204);
        for (const each of [browser, newer.at(other.url)]) expect(await each.get('/v1.0/me')).toMatchObject(OVER);
      } finally {
        await rotated.close();
      }
    });

    it('renewed by both at once lose no refresh token, and go on', async () => {
      await tokenEnds();
      const before = await opened(other, browser);
      system.tenant.cloud.journal.clear();
      const answers = await Promise.all([browser.get('/v1.0/me'), browser.at(other.url).get('/v1.0/me')]);
      for (const answer of answers) expect(answer).toMatchObject(SERVED);
      expect([1, 2]).toContain(renewals().length);
      const after = await opened(other, browser);
      expect(after.refreshToken).not.toBe(before.refreshToken);
      expect(after.accessTokenEndsAt).toBeGreaterThan(before.accessTokenEndsAt);
      system.tenant.cloud.journal.clear();
      for (const each of [browser, browser.at(other.url)]) expect(await each.get('/v1.0/me')).toMatchObject(SERVED);
      expect(renewals()).toEqual([]);
    });

    it('are changed by one at a time, and never brought back by who read them before they ended', async () => {
      const read = await Promise.all(apis().map((api) => opened(api, browser)));
      const rewritten = await Promise.all(
        apis().map(({ app }, place) =>
          app
            .get(Sessions, { strict: false })
            .rewrite(read[place] ?? neverRead(), { refreshToken: `renewed ${place}` }),
        ),
      );
      expect(rewritten.filter((each) => each !== undefined)).toHaveLength(1);
      const current = await opened(other, browser);
      await browser.send('POST', '/auth/logout');
      const sessions = other.app.get(Sessions, { strict: false });
      expect(await sessions.rewrite(current, { refreshToken: 'renewed' })).toBeUndefined();
      expect(await sessions.open(browser.session ?? '')).toBeUndefined();
    });

    it('end at all of them by front-channel logout', async () => {
      const { sid } = await opened(other, browser);
      expect(sid).toBeDefined();
      const answer = await answerOf(await other.send('GET', `/auth/frontchannel-logout?sid=${sid}`));
      expect(answer.status).toBe(200);
      expect(await browser.get('/v1.0/me')).toMatchObject(OVER);
    });

    it('C20, C22 lie there unreadable, with an end, and without the cookie', async () => {
      expect(await browser.get('/v1.0/me')).toMatchObject(SERVED);
      const { id, tenantId, userPrincipalName, displayName } = system.tenant.user(MEGAN);
      const { refreshToken = '', sid = '', accessToken } = await opened(other, browser);
      const names = await redis.with((client) => client.keys('*'));
      for (const kind of ['session', 'sessions-of', 'sessions-at', 'signed-in'])
        expect(names.some((name) => name.startsWith(`behalf:${kind}:`))).toBe(true);
      const secrets = [
        id,
        tenantId,
        userPrincipalName,
        displayName,
        refreshToken,
        sid,
        accessToken,
        browser.session ?? '',
      ];
      for (const key of names) {
        expect(await redis.with((client) => client.pttl(key))).toBeGreaterThan(0);
        const dump = `${key}${(await redis.with((client) => client.dumpBuffer(key)))?.toString('latin1')}`;
        for (const secret of ['eyJ', ...secrets]) expect(dump).not.toContain(secret);
      }
    });

    it('are no more for one user than anybody has browsers: for the newest the oldest end, wherever they began', async () => {
      const [second, gone] = [new SessionBrowser(system), new SessionBrowser(system)];
      // Other statements have left theirs.
      await browser.send('DELETE', '/auth/token');
      for (const each of [browser, gone, second]) {
        clock.forward(1);
        await each.signIn(MEGAN);
      }
      await gone.at(other.url).send('POST', '/auth/logout');
      const record = await opened(other, second);
      const apps = apis().map(({ app }) => app);
      expect(await beginLike(record, apps, MAX_LISTED - 2)).toBe(0);
      expect(await browser.get('/v1.0/me')).toMatchObject(SERVED);
      expect(await beginLike(record, apps, 1)).toBe(1);
      expect(await browser.get('/v1.0/me')).toMatchObject(OVER);
      expect(await second.get('/v1.0/me')).toMatchObject(SERVED);
      const lists = await redis.with((client) => client.keys('behalf:sessions-*'));
      const lengths = await Promise.all(lists.map((list) => redis.with((client) => client.zcard(list))));
      expect(Math.max(...lengths)).toBe(MAX_LISTED);
      await browser.signIn(MEGAN);
      await browser.send('DELETE', '/auth/token');
      expect(await second.get('/v1.0/me')).toMatchObject(OVER);
    });

    it('C17 are nothing under another session’s name, nor when tampered with', async () => {
      const adele = new SessionBrowser(system);
      await adele.signIn(ADELE);
      const [megans, adeles] = [await opened(other, browser), await opened(other, adele)];
      await redis.with((client) => client.copy(adeles.stored.name, megans.stored.name, 'REPLACE'));
      expect(await browser.get('/v1.0/me')).toMatchObject(OVER);
      for (const value of [randomBytes(300), Buffer.alloc(0), Buffer.from('null')]) {
        await redis.with((client) => client.set(adeles.stored.name, value, 'PX', 60_000));
        expect(await adele.get('/v1.0/me')).toMatchObject(OVER);
      }
    });

    it('C16 are over where a value of another type lies in their place, nobody else’s', async () => {
      const adele = new SessionBrowser(system);
      await adele.signIn(ADELE);
      const { stored } = await opened(other, adele);
      await redis.with((client) => client.multi().del(stored.name).rpush(stored.name, 'noise').exec());
      for (let call = 0; call < 3; call += 1) {
        expect(await adele.get('/v1.0/me')).toMatchObject(OVER);
        expect(await browser.get('/v1.0/me')).toMatchObject(SERVED);
      }
    });

    it('go on while Redis is full: nothing can be written, everything read', async () => {
      expect(await browser.get('/v1.0/me')).toMatchObject(SERVED);
      await redis.with((client) => client.config('SET', 'maxmemory', '1'));
      try {
        for (let call = 0; call < 5; call += 1) {
          // A new bearer token, whose Graph token cannot be shared, and a session in use, whose end cannot be put off.
          expect((await system.get('/v1.0/me', await system.token(ADELE, { uti: `full${call}` }))).statusCode).toBe(
            200,
          );
          clock.forward(61);
          expect(await browser.get('/v1.0/me')).toMatchObject(SERVED);
        }
        expect(await new SessionBrowser(system).get('/auth/login', NAVIGATION)).toMatchObject({ status: 302 });
      } finally {
        await redis.with((client) => client.config('SET', 'maxmemory', '0'));
      }
      await new SessionBrowser(system).signIn(MEGAN);
    });

    it('C11 are 503 while Redis is away, never a sign-out, and there again afterwards where Redis kept them', async () => {
      const token = await system.token(MEGAN);
      expect((await system.get('/v1.0/me', token)).statusCode).toBe(200);
      const { pathname, search } = await browser.authorized(MEGAN);
      const { session } = browser;
      redis.freeze();
      try {
        for (const answer of [
          await browser.get('/v1.0/me'),
          await browser.get('/auth/token'),
          await browser.get('/auth/session'),
          await browser.send('POST', '/auth/logout'),
          await browser.get(`${pathname}${search}`, NAVIGATION),
          await browser.get('/auth/frontchannel-logout?sid=x'),
        ]) {
          expect(answer).toMatchObject(AWAY);
          expect(answer.headers['retry-after']).toBe('5');
        }
        expect(browser.session).toBe(session);
        // Whoever brings a token, or no cookie, notices nothing.
        expect((await system.get('/v1.0/me', token)).statusCode).toBe(200);
        const stranger = new SessionBrowser(system);
        expect((await stranger.get('/auth/session')).body).toEqual({ signedIn: false });
        expect((await stranger.get('/auth/login', NAVIGATION)).status).toBe(302);
      } finally {
        redis.thaw();
      }
      await vi.waitFor(
        async () => {
          clock.forward(10);
          expect(await browser.get('/v1.0/me')).toMatchObject(SERVED);
        },
        { timeout: 20_000 },
      );
    });

    it('are over when Redis lost them, once it answers again', async () => {
      await redis.kill();
      expect(await browser.get('/v1.0/me')).toMatchObject(AWAY);
      await redis.run();
      await vi.waitFor(
        async () => {
          clock.forward(10);
          expect(await browser.get('/v1.0/me')).toMatchObject(OVER);
        },
        { timeout: 20_000 },
      );
    });
  },
);

function neverRead(): never {
  throw new Error('the session was not read');
}
