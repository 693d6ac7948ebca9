import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { DEFAULT_LIMITS } from '../../src/config/app-config.js';
import { TokenCache } from '../../src/obo/token-cache.js';
import type { TestSystem } from '../helpers/api.js';
import { startTestSystem } from '../helpers/api.js';
import type { ListeningApi } from '../helpers/listening-api.js';
import { RedisServer } from '../helpers/redis-server.js';
import { answerOf } from '../helpers/refusals.js';
import { lacks, starts } from '../helpers/requires.js';

/** `npm run test:volume` sets the full figures, in seconds: Redis frozen for 30, identity away for 60. */
const FROZEN_SECONDS = Number(process.env['VOLUME_FROZEN_SECONDS'] ?? 1);
const AWAY_SECONDS = Number(process.env['VOLUME_AWAY_SECONDS'] ?? 1);
const TOKENS = 40;
const AT_ONCE = 8;
const MEGAN = 'megan@contoso.example';

describe.skipIf(lacks('outages under load', { 'redis-server': starts('redis-server', '--version') }))(
  'callers of an API under load',
  () => {
    let redis: RedisServer;
    let system: TestSystem;
    /** The same, with the waiting it has in production. */
    let punctual: ListeningApi;
    let tokens: readonly string[];

    beforeAll(async () => {
      redis = await RedisServer.start();
      system = await startTestSystem({
        environment: { REDIS_URL: redis.url, TOKEN_CACHE_KEYS: randomBytes(32).toString('base64') },
        // A busy machine is no slow Entra; how long callers wait for one is the last test's.
        limits: { identityTimeoutMs: 15_000, connectTimeoutMs: 15_000 },
      });
      const { identityWaitMs, identityTimeoutMs } = DEFAULT_LIMITS;
      punctual = await system.replica({ limits: { identityWaitMs, identityTimeoutMs } });
      await vi.waitUntil(() => system.log().includes('redis_connected'), { timeout: 20_000 });
      tokens = await Promise.all(Array.from({ length: TOKENS }, (_, each) => system.token(MEGAN, { uti: `v${each}` })));
    });
    afterAll(async () => {
      await punctual.close();
      await system.close();
      await redis.close();
    });
    beforeEach(() => system.tenant.cloud.faults.clear());

    const forgetMemory = (): void => system.api.get(TokenCache, { strict: false }).forgetAll();
    const statusOf = async (token: string, api: Pick<ListeningApi, 'send'> = system): Promise<number> =>
      (await answerOf(await api.send('GET', '/v1.0/me', token))).status;

    /** Calls of all users, again and again, until `until` is over; statuses and how often each came. */
    const load = async (
      until: Promise<unknown>,
      api: Pick<ListeningApi, 'send'> = system,
    ): Promise<Readonly<Record<string, number>>> => {
      const statuses: Record<string, number> = {};
      const over = new AbortController();
      void until.finally(() => over.abort()).catch(() => undefined);
      const caller = async (): Promise<void> => {
        for (let call = 0; !over.signal.aborted || call === 0; call += 1) {
          const status = await statusOf(tokens[Math.floor(Math.random() * TOKENS)] ?? '', api);
          statuses[status] = (statuses[status] ?? 0) + 1;
        }
      };
      await Promise.all([...Array.from({ length: AT_ONCE }, caller), until]);
      return statuses;
    };
    const only200 = { 200: expect.any(Number) };
    /** Memory is emptied all the while: without it every call meets Redis. */
    const whileForgetting = async (seconds: number): Promise<void> => {
      for (let step = 0; step < seconds * 10; step += 1) {
        await sleep(100);
        forgetMemory();
      }
    };

    it(`C13 notice nothing of a Redis that is frozen for ${FROZEN_SECONDS} s`, async () => {
      redis.freeze();
      const statuses = await load(whileForgetting(FROZEN_SECONDS).finally(() => redis.thaw()));
      expect(statuses).toEqual(only200);
    });

    it('C11, C13 notice nothing of a Redis that is killed and comes back, again and again', async () => {
      const happens = async (): Promise<void> => {
        for (let round = 0; round < 3; round += 1) {
          await redis.kill();
          await whileForgetting(FROZEN_SECONDS / 3);
          await redis.run();
          await whileForgetting(FROZEN_SECONDS / 3);
        }
      };
      expect(await load(happens())).toEqual(only200);
    });

    it('C16, C23 notice nothing of a Redis that is emptied, or filled with noise', async () => {
      const happens = async (): Promise<void> => {
        for (let round = 0; round < FROZEN_SECONDS * 2; round += 1) {
          await redis.with(async (client) => {
            for (const key of await client.keys('behalf:token:*'))
              await client.set(key, randomBytes(400), 'PX', 60_000);
          });
          forgetMemory();
          await sleep(250);
          await redis.with((client) => client.flushall());
          forgetMemory();
          await sleep(250);
        }
      };
      expect(await load(happens())).toEqual(only200);
    });

    it(`notice nothing of an identity provider that is away for ${AWAY_SECONDS} s; new ones are told within two seconds`, async () => {
      for (const token of tokens) expect(await statusOf(token, punctual)).toBe(200);
      for (const fault of [{ hang: true }, { status: 503 }, { reset: 'beforeHeaders' as const }]) {
        system.tenant.cloud.faults.set({ identity: fault });
        const longest = { ms: 0 };
        const strangers = async (): Promise<void> => {
          for (const end = performance.now() + (AWAY_SECONDS * 1000) / 3; performance.now() < end; await sleep(250)) {
            const began = performance.now();
            const answer = await answerOf(
              await punctual.send('GET', '/v1.0/me', await system.token('adele@contoso.example')),
            );
            longest.ms = Math.max(longest.ms, performance.now() - began);
            expect([answer.status, answer.body['code']]).toEqual([503, 'identity_unavailable']);
            expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
          }
        };
        expect(await load(strangers(), punctual)).toEqual(only200);
        process.stdout.write(
          `identity ${JSON.stringify(fault)}: a new caller waited ${longest.ms.toFixed(0)} ms at most\n`,
        );
      }
      system.tenant.cloud.faults.clear();
      expect(await statusOf(await system.token('adele@contoso.example'), punctual)).toBe(200);
    });
  },
  420_000,
);
