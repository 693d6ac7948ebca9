import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { TokenCache } from '../../src/obo/token-cache.js';
import type { TestSystem } from '../helpers/api.js';
import { startTestSystem } from '../helpers/api.js';
import type { ListeningApi } from '../helpers/listening-api.js';
import { Redis } from '../../src/common/redis/redis.js';
import { RedisServer, connectedToRedis } from '../helpers/redis-server.js';
import { lacks, starts } from '../helpers/requires.js';

const state = z.object({ graph: z.object({ source: z.string(), expiresOn: z.string() }) });
const keyOf = (): string => randomBytes(32).toString('base64');
const MEGAN = 'megan@contoso.example';

describe.skipIf(lacks('the shared token cache', { 'redis-server': starts('redis-server', '--version') }))(
  'replicas with Redis',
  () => {
    const [newKey, oldKey] = [keyOf(), keyOf()];
    let redis: RedisServer;
    let system: TestSystem;
    let other: ListeningApi;

    beforeAll(async () => {
      redis = await RedisServer.start();
      system = await startTestSystem({
        environment: { REDIS_URL: redis.url, TOKEN_CACHE_KEYS: `${newKey},${oldKey}` },
      });
      other = await system.replica();
      await bothConnected();
    });
    afterAll(async () => {
      await other.close();
      await system.close();
      await redis.close();
    });
    beforeEach(() => system.tenant.cloud.journal.clear());
    afterEach(() => system.tenant.cloud.faults.clear());

    const source = async (api: Pick<ListeningApi, 'send'>, token: string): Promise<string> => {
      const answer = await api.send('GET', '/auth/token', token);
      expect(answer.statusCode).toBe(200);
      return state.parse(await answer.body.json()).graph.source;
    };
    const exchanges = (): number =>
      system.tenant.cloud.journal.entries.filter(({ grant }) => grant === 'urn:ietf:params:oauth:grant-type:jwt-bearer')
        .length;
    const keys = (): Promise<string[]> => redis.with((client) => client.keys('*'));
    /** Until an entry of this many has been written: writing is not waited for by requests. */
    const entries = async (): Promise<number> => (await keys()).filter((key) => key.startsWith('behalf:token:')).length;
    const written = (count: number): Promise<void> => vi.waitFor(async () => expect(await entries()).toBe(count));
    const forgetMemory = (): void => {
      for (const app of [system.api, other.app]) app.get(TokenCache, { strict: false }).forgetAll();
    };
    const bothConnected = (): Promise<void> => connectedToRedis([system, other]);

    beforeEach(async () => {
      forgetMemory();
      await redis.with((client) => client.flushall());
    });

    it('share a token: one exchange, the other reads it', async () => {
      const token = await system.token(MEGAN);
      expect(await source(system, token)).toBe('entra');
      await written(1);
      expect(await source(other, token)).toBe('redis');
      expect(await source(other, token)).toBe('memory');
      expect(exchanges()).toBe(1);
    });

    it('C20, C22 leave nothing readable there, and nothing without an end', async () => {
      const token = await system.token(MEGAN);
      await source(system, token);
      await written(1);
      const user = system.tenant.user(MEGAN);
      for (const key of await keys()) {
        expect(await redis.with((client) => client.pttl(key))).toBeGreaterThan(0);
        const dump = await redis.with((client) => client.dumpBuffer(key));
        for (const secret of ['eyJ', user.id, user.tenantId, user.userPrincipalName]) {
          expect(`${key}${dump?.toString('latin1')}`).not.toContain(secret);
        }
      }
    });

    it.each([
      ['noise', randomBytes(600)],
      ['nothing', Buffer.alloc(0)],
      ['JSON null', Buffer.from('null')],
      ['another version', Buffer.concat([Buffer.of(9), randomBytes(200)])],
    ])('C16 take %s for a miss and write it anew', async (_kind, value) => {
      const token = await system.token(MEGAN);
      await source(system, token);
      await written(1);
      const [key = ''] = (await keys()).filter((each) => each.startsWith('behalf:token:'));
      await redis.with((client) => client.set(key, value, 'PX', 60_000));
      forgetMemory();
      expect(await source(system, token)).toBe('entra');
      forgetMemory();
      await vi.waitFor(async () => {
        forgetMemory();
        expect(await source(other, token)).toBe('redis');
      });
    });

    it('list a user’s tokens for as long as they last, and no longer', async () => {
      await source(system, await system.token(MEGAN));
      await written(1);
      await redis.with(async (client) => {
        const [list = ''] = await client.keys('behalf:token-list:*');
        await client.zadd(list, Date.now() - 1, 'behalf:token:ended');
        await source(system, await system.token(MEGAN, { uti: 'second' }));
        await written(2);
        const listed = await client.zrange(list, '0', '-1');
        expect(listed.toSorted()).toEqual((await client.keys('behalf:token:*')).toSorted());
        const [, last] = await client.zrange(list, '0', '0', 'REV', 'WITHSCORES');
        expect(Math.abs((await client.pexpiretime(list)) - Number(last))).toBeLessThan(5_000);
      });
    });

    it('C16 take a value of another type for a miss', async () => {
      const token = await system.token(MEGAN);
      await source(system, token);
      await written(1);
      const [key = ''] = (await keys()).filter((each) => each.startsWith('behalf:token:'));
      await redis.with((client) => client.multi().del(key).lpush(key, 'x').exec());
      forgetMemory();
      expect(await source(other, token)).toBe('entra');
    });

    it('C17 refuse a value copied to another user’s key', async () => {
      const [megan, adele] = [await system.token(MEGAN), await system.token('adele@contoso.example')];
      await source(system, megan);
      await written(1);
      const [meganKey = ''] = (await keys()).filter((each) => each.startsWith('behalf:token:'));
      await source(system, adele);
      await written(2);
      const adeleKey = (await keys()).find((each) => each.startsWith('behalf:token:') && each !== meganKey) ?? '';
      await redis.with((client) => client.copy(meganKey, adeleKey, 'REPLACE'));
      forgetMemory();
      expect(await source(system, adele)).toBe('entra');
      const me = await system.get('/v1.0/me', adele);
      expect(await me.body.json()).toMatchObject({ userPrincipalName: 'adele@contoso.example' });
    });

    it('C19 read what an older key sealed, and what another replica sealed with it', async () => {
      const before = await system.replica({ environment: { TOKEN_CACHE_KEYS: oldKey } });
      const after = await system.replica({ environment: { TOKEN_CACHE_KEYS: newKey } });
      try {
        const token = await system.token(MEGAN);
        expect(await source(before, token)).toBe('entra');
        await written(1);
        expect(await source(after, token)).toBe('entra');
        expect(exchanges()).toBe(2);
      } finally {
        await before.close();
        await after.close();
      }
    });

    describe('when a user is forgotten on one', () => {
      it('C25 forget it on all', async () => {
        const [first, second] = [await system.token(MEGAN), await system.token(MEGAN, { uti: 'second-device' })];
        await source(system, first);
        await source(other, second);
        await written(2);
        const answer = await other.send('DELETE', '/auth/token', first);
        expect(answer.statusCode).toBe(204);
        await answer.body.dump();
        await vi.waitFor(async () => expect(await source(system, first)).toBe('entra'));
        expect(await source(other, second)).toBe('entra');
      });

      it('leave others alone', async () => {
        const [megan, adele] = [await system.token(MEGAN), await system.token('adele@contoso.example')];
        await source(system, adele);
        await source(system, megan);
        await (await system.send('DELETE', '/auth/token', megan)).body.dump();
        expect(await source(system, adele)).toBe('memory');
      });

      it('drop what an exchange under way brings', async () => {
        const token = await system.token(MEGAN);
        system.tenant.cloud.faults.set({ identity: { delayMs: 300 } });
        const struck = vi.spyOn(system.tenant.cloud.faults, 'strike');
        const underWay = source(system, token);
        await vi.waitFor(() => expect(struck).toHaveBeenCalled());
        struck.mockRestore();
        await (await other.send('DELETE', '/auth/token', token)).body.dump();
        expect(await underWay).toBe('entra');
        system.tenant.cloud.faults.clear();
        expect(await source(other, token)).toBe('entra');
        expect(await source(system, token)).not.toBe('memory');
      });
    });

    describe('when Redis', () => {
      it('C11, C13 is killed and comes back, answer everybody all the while', async () => {
        const tokens = await Promise.all(
          Array.from({ length: 20 }, (_, each) => system.token(MEGAN, { uti: `k${each}` })),
        );
        const ask = async (): Promise<void> => {
          const answers = await Promise.all(tokens.map((token) => other.send('GET', '/v1.0/me', token)));
          for (const answer of answers) {
            expect(answer.statusCode).toBe(200);
            await answer.body.dump();
          }
        };
        await ask();
        await redis.kill();
        await ask();
        forgetMemory();
        await ask();
        await redis.run();
        await ask();
        await bothConnected();
        // One at a time tries whether Redis is back; then all use it again.
        await vi.waitFor(async () => {
          forgetMemory();
          await ask();
          expect(await entries()).toBe(20);
        }, 20_000);
      });

      it('C13, C14 is frozen or slow, wait once at most', async () => {
        const tokens = await Promise.all(
          Array.from({ length: 20 }, (_, each) => system.token(MEGAN, { uti: `f${each}` })),
        );
        redis.freeze();
        try {
          for (const token of tokens) expect(await source(other, token)).toBe('entra');
        } finally {
          redis.thaw();
        }
        await bothConnected();
      });

      it('is full, answer everybody and say so until it takes something again', async () => {
        const available = (): boolean => system.api.get(Redis, { strict: false }).available;
        const refusedWrites = (): Promise<number> =>
          redis.with(async (client) => {
            const refused = /^cmdstat_set:.*rejected_calls=(\d+)/m.exec(await client.info('commandstats'));
            return Number(refused?.[1] ?? 0);
          });
        const configure = (memory: string): Promise<unknown> =>
          redis.with((client) => client.config('SET', 'maxmemory', memory));
        await configure('1');
        try {
          expect(await source(system, await system.token(MEGAN))).toBe('entra');
          await vi.waitFor(() => expect(available()).toBe(false));
          // It answers reads and PING all the while; what is tried in between is a write.
          await vi.waitFor(async () => expect(await refusedWrites()).toBeGreaterThan(1), 20_000);
          expect(available()).toBe(false);
        } finally {
          await configure('0');
        }
        await vi.waitFor(() => expect(available()).toBe(true), 20_000);
      });

      it('C23 is flushed under load, exchange once per token', async () => {
        const tokens = await Promise.all(
          Array.from({ length: 10 }, (_, each) => system.token(MEGAN, { uti: `l${each}` })),
        );
        for (const token of tokens) await source(system, token);
        await redis.with((client) => client.flushall());
        system.tenant.cloud.journal.clear();
        forgetMemory();
        const sources = await Promise.all(
          Array.from({ length: 10 }, () => tokens)
            .flat()
            .map((token) => source(system, token)),
        );
        expect(sources).toContain('entra');
        expect(sources).not.toContain('redis');
        expect(exchanges()).toBe(10);
      });

      it('cannot be told to forget, say so, and forget here', async () => {
        const token = await system.token(MEGAN);
        await source(system, token);
        await redis.kill();
        const answer = await system.send('DELETE', '/auth/token', token);
        expect(answer.statusCode).toBe(503);
        expect(answer.headers['retry-after']).toBeDefined();
        expect(await answer.body.json()).toMatchObject({ code: 'session_unavailable', remedy: 'retry' });
        expect(await source(system, token)).toBe('entra');
        await redis.run();
        await bothConnected();
      });
    });

    it('have logged neither key, address nor token', () => {
      for (const log of [system.log(), other.log()]) {
        for (const secret of [newKey, oldKey, redis.url, 'eyJ']) expect(log).not.toContain(secret);
      }
    });
  },
);
