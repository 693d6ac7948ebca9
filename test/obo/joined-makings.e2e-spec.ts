import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { SharedTokenCache } from '../../src/obo/shared-token-cache.js';
import { TokenCache } from '../../src/obo/token-cache.js';
import type { TestSystem } from '../helpers/api.js';
import { startTestSystem } from '../helpers/api.js';
import { RedisServer } from '../helpers/redis-server.js';
import { answerOf, exchangesOf } from '../helpers/refusals.js';
import { lacks, starts } from '../helpers/requires.js';

const MEGAN = 'megan@contoso.example';

describe.skipIf(lacks('joined makings', { 'redis-server': starts('redis-server', '--version') }))(
  'a making under way that may yet be answered by what replicas share',
  () => {
    let redis: RedisServer;
    let system: TestSystem;
    beforeAll(async () => {
      redis = await RedisServer.start();
      system = await startTestSystem({
        environment: { REDIS_URL: redis.url, TOKEN_CACHE_KEYS: randomBytes(32).toString('base64') },
      });
      await vi.waitUntil(() => system.log().includes('redis_connected'));
    });
    afterAll(async () => {
      await system.close();
      await redis.close();
    });
    beforeEach(() => system.tenant.cloud.journal.clear());

    /** A token that lies in Redis and no more in memory. */
    const sharedToken = async (): Promise<string> => {
      const token = await system.token(MEGAN);
      await answerOf(await system.get('/auth/token', token));
      await vi.waitFor(async () => {
        system.api.get(TokenCache, { strict: false }).forgetAll();
        const { body } = await answerOf(await system.get('/auth/token', token));
        expect(body['graph']).toMatchObject({ source: 'redis' });
      });
      system.api.get(TokenCache, { strict: false }).forgetAll();
      system.tenant.cloud.journal.clear();
      return token;
    };

    it('does not answer a forced refresh, which is what stays', async () => {
      const token = await sharedToken();
      const shared = system.api.get(SharedTokenCache, { strict: false });
      const read = shared.read.bind(shared);
      let goOn: () => void = () => undefined;
      const gate = new Promise<void>((resolve) => (goOn = resolve));
      const looking = vi.spyOn(shared, 'read').mockImplementationOnce(async (...what) => {
        await gate;
        return read(...what);
      });
      const looked = system.get('/auth/token', token);
      await vi.waitFor(() => expect(looking).toHaveBeenCalled());
      const refreshed = await answerOf(await system.send('POST', '/auth/token/refresh', token));
      goOn();
      looking.mockRestore();
      expect(refreshed.body['graph']).toMatchObject({ source: 'entra' });
      expect((await answerOf(await looked)).body['graph']).toMatchObject({ source: 'redis' });
      expect(exchangesOf(system)).toHaveLength(1);
      const { body } = await answerOf(await system.get('/auth/token', token));
      expect(body['graph']).toEqual({ ...Object(refreshed.body['graph']), source: 'memory' });
    });

    it('is joined by those who want any token', async () => {
      const token = await sharedToken();
      const answers = await Promise.all(
        Array.from({ length: 10 }, async () => answerOf(await system.get('/auth/token', token))),
      );
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
      expect(exchangesOf(system)).toEqual([]);
    });
  },
);
