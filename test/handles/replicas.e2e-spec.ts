import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { recordName } from '../../src/handles/handle-record.js';
import { Handles } from '../../src/handles/handles.js';
import type { TestSystem } from '../helpers/api.js';
import { startTestSystem } from '../helpers/api.js';
import type { ListeningApi } from '../helpers/listening-api.js';
import { RedisServer, connectedToRedis } from '../helpers/redis-server.js';
import { answerOf, expectNothingSentOut } from '../helpers/refusals.js';
import { lacks, starts } from '../helpers/requires.js';
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

const AWAY = { status: 503, code: 'session_unavailable' };
const keyOf = (): string => randomBytes(32).toString('base64');

describe.skipIf(lacks('handles of replicas', { 'redis-server': starts('redis-server', '--version') }))(
  'handles of replicas',
  () => {
    const [newKey, oldKey] = [keyOf(), keyOf()];
    let redis: RedisServer;
    let system: TestSystem;
    let other: ListeningApi;
    let job: string;

    beforeAll(async () => {
      redis = await RedisServer.start();
      system = await startTestSystem({
        environment: { REDIS_URL: redis.url, TOKEN_CACHE_KEYS: oldKey },
        limits: { redisTimeoutMs: 2_000 },
      });
      // As in the middle of a rotation: the other has the new key as well.
      other = await system.replica({ environment: { TOKEN_CACHE_KEYS: `${oldKey},${newKey}` } });
      await connected();
      job = await applicationToken(system);
    });
    afterAll(async () => {
      await other.close();
      await system.close();
      await redis.close();
    });
    beforeEach(() => system.tenant.cloud.journal.clear());
    afterEach(() => system.tenant.cloud.faults.clear());

    const apis = (): readonly ListeningApi[] => [{ ...system, app: system.api }, other];
    const connected = (): Promise<void> => connectedToRedis(apis());
    const keys = (): Promise<string[]> => redis.with((client) => client.keys('*'));

    it('made at one are used, listed and ended at the other', async () => {
      const user = await system.token(MEGAN);
      const { id, handle } = await makeHandle(system, user);
      expect(await used(other, job, handle)).toEqual(SERVED);
      expect((await handlesOf(other, user)).map((each) => each.id)).toContain(id);
      expect((await other.send('DELETE', `/auth/handles/${id}`, user)).statusCode).toBe(204);
      expect(await used(system, job, handle)).toEqual(NO_USER);
      expect(await used(other, job, handle)).toEqual(NO_USER);
    });

    it('end everywhere with the user’s tokens, also where one is in use', async () => {
      const user = await system.token(MEGAN);
      const [one, two] = [await makeHandle(system, user), await makeHandle(other, user)];
      for (const api of apis())
        for (const { handle } of [one, two]) expect(await used(api, job, handle)).toEqual(SERVED);
      expect((await other.send('DELETE', '/auth/token', user)).statusCode).toBe(204);
      system.tenant.cloud.journal.clear();
      for (const api of apis())
        for (const { handle } of [one, two]) expect(await used(api, job, handle)).toEqual(NO_USER);
      expectNothingSentOut(system);
    });

    it('renewed by both at once lose no refresh token', async () => {
      const { handle } = await makeHandle(system, await system.token(MEGAN));
      expect(await Promise.all(apis().map((api) => used(api, job, handle)))).toEqual([SERVED, SERVED]);
      expect(renewalsOf(system).length).toBeGreaterThan(0);
      const kept = await system.api.get(Handles, { strict: false }).read(recordName(handle));
      expect(kept).toBeDefined();
      const rotations = await Promise.all(
        apis().map(({ app }) => app.get(Handles, { strict: false }).rotate(kept ?? neverRead(), 'renewed')),
      );
      expect(rotations.filter((done) => done)).toHaveLength(1);
    });

    it('are not brought back by a renewal that was under way when they ended', async () => {
      const user = await system.token(MEGAN);
      const { id, handle } = await makeHandle(system, user);
      const kept = await system.api.get(Handles, { strict: false }).read(recordName(handle));
      expect((await other.send('DELETE', `/auth/handles/${id}`, user)).statusCode).toBe(204);
      expect(await system.api.get(Handles, { strict: false }).rotate(kept ?? neverRead(), 'renewed')).toBe(false);
      expect(await used(other, job, handle)).toEqual(NO_USER);
    });

    it('C20, C22 lie there unreadable, with an end, and without the handle', async () => {
      const { handle } = await makeHandle(system, await system.token(MEGAN), [MESSAGES], 600);
      await used(other, job, handle);
      const { id, tenantId, userPrincipalName } = system.tenant.user(MEGAN);
      const names = await keys();
      expect(names).toContain(recordName(handle));
      for (const key of names) {
        expect(await redis.with((client) => client.pttl(key))).toBeGreaterThan(0);
        const dump = `${key}${(await redis.with((client) => client.dumpBuffer(key)))?.toString('latin1')}`;
        for (const secret of ['eyJ', id, tenantId, userPrincipalName, handle, 'me/messages'])
          expect(dump).not.toContain(secret);
      }
      expect(await redis.with((client) => client.pttl(recordName(handle)))).toBeLessThanOrEqual(600_000);
    });

    it('C17 are nothing under another handle’s name, nor when tampered with', async () => {
      const [megan, adele] = [
        await makeHandle(system, await system.token(MEGAN)),
        await makeHandle(system, await system.token(ADELE)),
      ];
      await redis.with((client) => client.copy(recordName(megan.handle), recordName(adele.handle), 'REPLACE'));
      expect(await used(other, job, adele.handle)).toEqual(NO_USER);
      for (const value of [randomBytes(300), Buffer.alloc(0), Buffer.from('null')]) {
        await redis.with((client) => client.set(recordName(megan.handle), value, 'PX', 60_000));
        expect(await used(other, job, megan.handle)).toEqual(NO_USER);
        expect((await handlesOf(other, await system.token(MEGAN))).map((each) => each.id)).not.toContain(megan.id);
      }
    });

    it('C19 are read with a rotated key', async () => {
      const { handle } = await makeHandle(system, await system.token(MEGAN));
      const rotated = await system.replica({ environment: { TOKEN_CACHE_KEYS: `${newKey},${oldKey}` } });
      try {
        await vi.waitFor(async () => expect(await used(rotated, job, handle)).toEqual(SERVED));
        const user = await system.token(MEGAN);
        const { handle: newer } = await makeHandle(rotated, user);
        expect(await used(other, job, newer)).toEqual(SERVED);
        expect((await rotated.send('DELETE', '/auth/token', user)).statusCode).toBe(204);
        for (const each of [handle, newer]) expect(await used(other, job, each)).toEqual(NO_USER);
      } finally {
        await rotated.close();
      }
    });

    it('are 503 while Redis is away, and there again afterwards where Redis kept them', async () => {
      const user = await system.token(MEGAN);
      const { id, handle } = await makeHandle(system, user);
      expect(await used(system, job, handle)).toEqual(SERVED);
      redis.freeze();
      try {
        const answers = [
          await answerOf(await system.send('GET', '/auth/handles', user)),
          await postHandle(system, user, JSON.stringify({ operations: [MESSAGES] })),
          await answerOf(await system.send('DELETE', `/auth/handles/${id}`, user)),
          await answerOf(await system.send('DELETE', '/auth/token', user)),
          await answerOf(await system.send('GET', '/v1.0/me/messages', job, { 'behalf-handle': handle })),
        ];
        for (const { status, body, headers } of answers) {
          expect({ status, code: body['code'] }).toEqual(AWAY);
          expect(headers['retry-after']).toBe('5');
        }
        // Whoever brings a token of their own notices nothing.
        expect((await system.get('/v1.0/me', user)).statusCode).toBe(200);
      } finally {
        redis.thaw();
      }
      await vi.waitFor(async () => expect(await used(system, job, handle)).toEqual(SERVED), 10_000);
    });
  },
);

function neverRead(): never {
  throw new Error('the handle is not there');
}
