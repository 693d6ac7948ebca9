import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { HandleStore } from '../../src/handles/handle-store.js';
import { Exchange } from '../../src/obo/exchange.js';
import { recordName } from '../../src/handles/handle-record.js';
import type { TestSystem } from '../helpers/api.js';
import { startTestSystem } from '../helpers/api.js';
import { RedisServer } from '../helpers/redis-server.js';
import { answerOf, exchangesOf, expectNothingSentOut, graphCallsOf } from '../helpers/refusals.js';
import { lacks, starts } from '../helpers/requires.js';
import { StoppedClock } from '../helpers/stopped-clock.js';
import {
  ADELE,
  MEGAN,
  MESSAGES,
  NO_USER,
  SERVED,
  applicationToken,
  handlesOf,
  makeHandle,
  postHandle,
  renewalsOf,
  used,
} from './handle-client.js';

const HOUR = 3600;
const noRedis = lacks('handles in Redis', { 'redis-server': starts('redis-server', '--version') });

describe.each([
  { store: 'memory', withRedis: false },
  { store: 'Redis', withRedis: true },
])('a handle kept in $store', ({ withRedis }) => {
  describe.skipIf(withRedis && noRedis)('lives', () => {
    const clock = new StoppedClock();
    let redis: RedisServer | undefined;
    let system: TestSystem;

    beforeAll(async () => {
      redis = withRedis ? await RedisServer.start() : undefined;
      const shared = redis && {
        REDIS_URL: redis.url,
        TOKEN_CACHE_KEYS: randomBytes(32).toString('base64'),
      };
      // On a busy machine too: with the clock stopped, a store left alone for a moment is left alone for ever, and fifty
      // exchanges at once take their time where Entra is in the same process.
      const limits = { redisTimeoutMs: 10_000, identityTimeoutMs: 15_000, connectTimeoutMs: 15_000 };
      system = await startTestSystem({ clock, limits, ...(shared && { environment: shared }) });
      if (withRedis) await vi.waitUntil(() => system.log().includes('redis_connected'), 10_000);
    });
    afterAll(async () => {
      await system.close();
      await redis?.close();
    });
    beforeEach(() => system.tenant.cloud.journal.clear());
    afterEach(() => system.tenant.cloud.faults.clear());

    const job = (): Promise<string> => applicationToken(system);
    const megan = (): Promise<string> => system.token(MEGAN);
    const sealedOf = (handle: string): Promise<Buffer | undefined> =>
      system.api.get(HandleStore, { strict: false }).read(recordName(handle));

    it('serves a job long after the user’s token has ended, by a refresh token that is renewed each time', async () => {
      const user = await megan();
      const { handle } = await makeHandle(system, user, [MESSAGES], 30 * 24 * HOUR);
      expect(exchangesOf(system)).toHaveLength(1);
      clock.forward(8 * HOUR);
      expect((await system.get('/v1.0/me', user)).statusCode).toBe(401);
      system.tenant.cloud.journal.clear();
      const before = await sealedOf(handle);
      expect(await used(system, await job(), handle)).toEqual(SERVED);
      expect(renewalsOf(system)).toMatchObject([{ status: 200, tenantId: system.tenant.user(MEGAN).tenantId }]);
      expect(exchangesOf(system)).toEqual([]);
      expect(graphCallsOf(system)).toMatchObject([{ token: { oid: system.tenant.user(MEGAN).id } }]);
      const after = await sealedOf(handle);
      expect(after).toBeDefined();
      expect(after?.equals(before ?? Buffer.alloc(0))).toBe(false);
      clock.forward(8 * HOUR);
      expect(await used(system, await job(), handle)).toEqual(SERVED);
      expect(renewalsOf(system)).toHaveLength(2);
    });

    it('has one token for a hundred calls, made once for all who miss it at once', async () => {
      const { handle } = await makeHandle(system, await megan());
      const application = await job();
      const answers = await Promise.all(Array.from({ length: 100 }, () => used(system, application, handle)));
      expect(answers).toEqual(Array.from({ length: 100 }, () => SERVED));
      expect(await used(system, application, handle)).toEqual(SERVED);
      expect(renewalsOf(system)).toHaveLength(1);
    });

    it('acts for the user that made it and for nobody else', async () => {
      const operations = ['GET /v1.0/me'];
      const [first, second] = [
        await makeHandle(system, await megan(), operations),
        await makeHandle(system, await system.token(ADELE), operations),
      ];
      const application = await job();
      for (const [{ handle }, userPrincipalName] of [[first, MEGAN] as const, [second, ADELE] as const]) {
        const answer = await system.get('/v1.0/me', application, { 'behalf-handle': handle });
        expect(await answer.body.json()).toMatchObject({ userPrincipalName });
      }
    });

    it('is listed to its user, without the handle, and to nobody else', async () => {
      const user = await megan();
      const { id, handle, expiresOn } = await makeHandle(system, user, [MESSAGES], 600);
      const mine = await handlesOf(system, user);
      expect(mine.find((each) => each.id === id)).toEqual({
        id,
        operations: [MESSAGES],
        createdOn: new Date(clock.now()).toISOString(),
        expiresOn,
      });
      expect(JSON.stringify(mine)).not.toContain(handle);
      expect(Date.parse(expiresOn)).toBe(clock.now() + 600_000);
      expect((await handlesOf(system, await system.token(ADELE))).map((each) => each.id)).not.toContain(id);
    });

    it('lives a day unless told otherwise', async () => {
      const { expiresOn } = await makeHandle(system, await megan());
      expect(Date.parse(expiresOn)).toBe(clock.now() + 24 * HOUR * 1000);
    });

    it('is of no use after its end, nor listed', async () => {
      const { id, handle } = await makeHandle(system, await megan(), [MESSAGES], 60);
      clock.forward(59);
      expect(await used(system, await job(), handle)).toEqual(SERVED);
      clock.forward(1);
      system.tenant.cloud.journal.clear();
      expect(await used(system, await job(), handle)).toEqual(NO_USER);
      expectNothingSentOut(system);
      expect((await handlesOf(system, await megan())).map((each) => each.id)).not.toContain(id);
    });

    it('is ended by its user, and then unknown', async () => {
      const user = await megan();
      const { id, handle } = await makeHandle(system, user);
      expect(await used(system, await job(), handle)).toEqual(SERVED);
      expect((await system.send('DELETE', `/auth/handles/${id}`, user)).statusCode).toBe(204);
      expect(await used(system, await job(), handle)).toEqual(NO_USER);
      const again = await answerOf(await system.send('DELETE', `/auth/handles/${id}`, user));
      expect({ status: again.status, code: again.body['code'] }).toEqual({ status: 404, code: 'not_found' });
    });

    it('is not ended by another user, nor by the handle in place of the id', async () => {
      const { id, handle } = await makeHandle(system, await megan());
      for (const [user, name] of [
        [ADELE, id],
        [MEGAN, handle],
        [MEGAN, 'x'],
        [MEGAN, '__proto__'],
      ] as const) {
        const answer = await answerOf(await system.send('DELETE', `/auth/handles/${name}`, await system.token(user)));
        expect({ status: answer.status, code: answer.body['code'] }).toEqual({ status: 404, code: 'not_found' });
      }
      expect(await used(system, await job(), handle)).toEqual(SERVED);
    });

    it('ends with all tokens of its user, and those of others do not', async () => {
      const [user, other] = [await megan(), await system.token(ADELE)];
      const [{ handle }, { handle: another }, { handle: others }] = [
        await makeHandle(system, user),
        await makeHandle(system, user),
        await makeHandle(system, other),
      ];
      const application = await job();
      expect(await used(system, application, handle)).toEqual(SERVED);
      expect((await system.send('DELETE', '/auth/token', user)).statusCode).toBe(204);
      expect(await used(system, application, handle)).toEqual(NO_USER);
      expect(await used(system, application, another)).toEqual(NO_USER);
      expect(await used(system, application, others)).toEqual(SERVED);
      expect(await handlesOf(system, user)).toEqual([]);
    });

    it('is not made where the user ends all handles while it is being made', async () => {
      const user = await megan();
      const exchange = system.api.get(Exchange, { strict: false });
      const runRenewable = exchange.runRenewable.bind(exchange);
      const during = vi.spyOn(exchange, 'runRenewable').mockImplementationOnce(async (caller, scopes) => {
        expect((await system.send('DELETE', '/auth/token', user)).statusCode).toBe(204);
        return runRenewable(caller, scopes);
      });
      const answer = await postHandle(system, user, JSON.stringify({ operations: [MESSAGES] }));
      expect({ status: answer.status, code: answer.body['code'] }).toEqual({
        status: 503,
        code: 'session_unavailable',
      });
      expect(during).toHaveBeenCalledOnce();
      expect(await handlesOf(system, user)).toEqual([]);
    });

    it('ends where Entra has ended the session behind it', async () => {
      const { handle } = await makeHandle(system, await system.token(ADELE), [MESSAGES], 30 * 24 * HOUR);
      clock.forward(HOUR);
      const { directory } = system.tenant.cloud;
      directory.change(system.tenant.user(ADELE), { tokensValidFrom: clock.now() });
      clock.forward(1);
      expect(await used(system, await job(), handle)).toEqual(NO_USER);
      expect(await sealedOf(handle)).toBeUndefined();
      expect(renewalsOf(system)).toMatchObject([{ errorCode: 50173 }]);
      system.tenant.cloud.journal.clear();
      expect(await used(system, await job(), handle)).toEqual(NO_USER);
      expectNothingSentOut(system);
    });

    it.each([
      ['consent is withdrawn', { consent: true }, { status: 403, code: 'consent_required', error: undefined }],
      ['MFA is wanted', { mfa: true }, { status: 401, code: 'insufficient_claims', error: 'insufficient_claims' }],
      ['the account is blocked', { disabled: true }, { status: 403, code: 'access_blocked', error: undefined }],
    ])('does not end where %s', async (_why, switched, expected) => {
      const { directory } = system.tenant.cloud;
      const lee = 'lee@contoso.example';
      const { handle } = await makeHandle(system, await system.token(lee));
      directory.change(system.tenant.user(lee), switched);
      expect(await used(system, await job(), handle)).toEqual(expected);
      directory.change(system.tenant.user(lee), { consent: false, mfa: false, disabled: false });
      clock.forward(10);
      expect(await used(system, await job(), handle)).toEqual(SERVED);
    });

    it.each([
      ['consent is missing', { consent: true }, 'consent_required', 403],
      ['MFA is wanted', { mfa: true }, 'insufficient_claims', 401],
      ['the account is blocked', { disabled: true }, 'access_blocked', 403],
    ])('is not made where %s', async (_why, switched, code, status) => {
      const { directory } = system.tenant.cloud;
      const alex = 'alex@contoso.example';
      const token = await system.token(alex);
      directory.change(system.tenant.user(alex), switched);
      const answer = await postHandle(system, token, JSON.stringify({ operations: [MESSAGES] }));
      expect({ status: answer.status, code: answer.body['code'] }).toEqual({ status, code });
      expect(answer.body['scopes']).toEqual(code === 'consent_required' ? ['Mail.ReadBasic'] : undefined);
      directory.change(system.tenant.user(alex), { consent: false, mfa: false, disabled: false });
      expect(await handlesOf(system, token)).toEqual([]);
    });

    it('is not one too many of one user, who is told when the first of them runs out', async () => {
      const token = await system.token('alex@contoso.example');
      const lives = Array.from({ length: 50 }, (_, place) => (place === 20 ? 120 : HOUR));
      await Promise.all(lives.map((life) => makeHandle(system, token, [MESSAGES], life)));
      clock.forward(20);
      const answer = await postHandle(system, token, JSON.stringify({ operations: [MESSAGES] }));
      expect(answer).toMatchObject({
        status: 429,
        headers: { 'retry-after': '100' },
        body: { code: 'rate_limited', remedy: 'retry', retryAfter: 100 },
      });
      expect(await handlesOf(system, token)).toHaveLength(50);
      await makeHandle(system, await megan());
      clock.forward(100);
      await makeHandle(system, token);
    });

    it('outlives an outage of Entra', async () => {
      const { handle } = await makeHandle(system, await megan());
      const application = await job();
      system.tenant.cloud.faults.set({ identity: { status: 503, retryAfter: 7 } });
      expect(await used(system, application, handle)).toMatchObject({ status: 503, code: 'identity_unavailable' });
      system.tenant.cloud.faults.clear();
      expect(await used(system, application, handle)).toEqual(SERVED);
    });
  });
});
