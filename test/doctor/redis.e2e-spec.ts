import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { KeyRing } from '../../src/common/sealing/key-ring.js';
import { freePort } from '../helpers/free-port.js';
import { RedisServer } from '../helpers/redis-server.js';
import { lacks, starts } from '../helpers/requires.js';
import type { TestTenant } from '../helpers/tenant.js';
import { startTestTenant } from '../helpers/tenant.js';
import { Examination, expectStep, settingsOf } from './examination.js';

const skipped = lacks('the doctor at Redis', { 'redis-server': starts('redis-server', '--version') });

describe.skipIf(skipped)('the doctor at Redis', () => {
  const key = randomBytes(32);
  let tenant: TestTenant;
  let redis: RedisServer;
  beforeAll(async () => {
    [tenant, redis] = await Promise.all([startTestTenant(), RedisServer.start()]);
  });
  afterAll(async () => {
    await Promise.all([tenant.close(), redis.kill()]);
  });
  afterEach(() => redis.with((client) => client.flushall()));

  const examined = (url = redis.url, keys = [key]): Promise<Examination> =>
    Examination.of({
      ...settingsOf(tenant),
      REDIS_URL: url,
      TOKEN_CACHE_KEYS: keys.map((each) => each.toString('base64')).join(','),
    });
  /** What another replica would have left. */
  const leave = (secret: Buffer, place = 'behalf:token:of-another'): Promise<unknown> =>
    redis.with((client) => client.set(place, new KeyRing([secret]).sealer('tokens').seal('{}', place)));

  it('passes where a sealed value comes back, and leaves nothing behind', async () => {
    expectStep(await examined(), 'Redis', 'pass', 'sealed values come back');
    expect(await redis.with((client) => client.dbsize())).toBe(0);
  });

  it('passes where what other replicas left opens, under an older key too', async () => {
    await leave(key);
    expectStep(await examined(redis.url, [randomBytes(32), key]), 'Redis', 'pass', '1 of other replicas open');
  });

  it('has a cross where nothing of other replicas opens', async () => {
    await leave(randomBytes(32));
    expectStep(await examined(), 'Redis', 'fail', '1 of 1 tokens there are sealed with other keys', 'TOKEN_CACHE_KEYS');
  });

  it('warns where some of it does not open', async () => {
    await leave(randomBytes(32));
    await leave(key, 'behalf:token:mine');
    expectStep(await examined(), 'Redis', 'warn', '1 of 2 tokens', 'the old one behind it');
  });

  it('has a cross where nobody listens', async () => {
    const examination = await examined(`redis://127.0.0.1:${await freePort()}`);
    expectStep(examination, 'Redis', 'fail', 'ECONNREFUSED', 'REDIS_URL');
    expect(examination.those('fail')).toEqual(['Redis']);
  });

  it('has a cross where user or password are wrong, and names neither', async () => {
    const password = randomBytes(8).toString('hex');
    const examination = await examined(redis.url.replace('//', `//somebody:${password}@`));
    expectStep(examination, 'Redis', 'fail', 'refuses the connection (WRONGPASS)', 'password in REDIS_URL');
    expect(JSON.stringify(examination.reports)).not.toContain(password);
  });

  it('has a cross where a password is wanted', async () => {
    const password = randomBytes(8).toString('hex');
    // The connection that sets it stays signed in.
    await redis.with(async (client) => {
      await client.config('SET', 'requirepass', password);
      expectStep(await examined(), 'Redis', 'fail', 'NOAUTH', 'password in REDIS_URL');
      await client.config('SET', 'requirepass', '');
    });
  });

  it('has a cross where its user may not do what is needed', async () => {
    await redis.with((client) =>
      client.call('ACL', 'SETUSER', 'narrow', 'on', 'nopass', '~behalf:*', '+@all', '-@scripting'),
    );
    expectStep(await examined(redis.url.replace('//', '//narrow:any@')), 'Redis', 'fail', 'NOPERM', 'ACL');
  });

  it('has a cross where it is a cluster, although one node has all of it', async () => {
    const cluster = await RedisServer.start({ options: ['--cluster-enabled', 'yes'] });
    try {
      expectStep(await examined(cluster.url), 'Redis', 'fail', 'it is a cluster (CLUSTERDOWN)', 'no cluster');
      await cluster.with(async (client) => {
        await client.cluster('ADDSLOTSRANGE', 0, 16_383);
        await vi.waitUntil(async () => (await client.cluster('INFO')).includes('cluster_state:ok'), {
          timeout: 20_000,
        });
      });
      expectStep(await examined(cluster.url), 'Redis', 'fail', 'it is a cluster (CROSSSLOT)', 'no cluster');
    } finally {
      await cluster.close();
    }
  });
});
