import { randomBytes } from 'node:crypto';
import { Agent, request } from 'undici';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { keptServerCredentials } from '../../src/sandbox/installation/certificate-authority.js';
import { settingsFor } from '../helpers/api.js';
import { compiledSource } from '../helpers/compiled-source.js';
import { freePort } from '../helpers/free-port.js';
import { RedisServer } from '../helpers/redis-server.js';
import { lacks, starts } from '../helpers/requires.js';
import type { TestTenant } from '../helpers/tenant.js';
import { startTestTenant } from '../helpers/tenant.js';
import type { Nginx } from './nginx.js';
import { startNginx } from './nginx.js';
import { Replica } from './replica.js';

const USERS = ['megan@contoso.example', 'adele@contoso.example'];
/** Requests a second during a rolling restart. */
const RATE = process.env['VOLUME'] === 'full' ? 300 : 40;
const TICK_MS = 25;

const missing = lacks('two replicas behind nginx', {
  nginx: starts('nginx', '-v'),
  'redis-server': starts('redis-server', '--version'),
});

describe.skipIf(missing)('two replicas behind nginx, with Redis', { timeout: 400_000 }, () => {
  let redis: RedisServer;
  let tenant: TestTenant;
  let nginx: Nginx;
  let folder: string;
  let replicas: readonly [Replica, Replica];
  let agent: Agent;

  beforeAll(async () => {
    redis = await RedisServer.start();
    tenant = await startTestTenant();
    folder = compiledSource();
    const ports = [await freePort(), await freePort()] as const;
    nginx = await startNginx(ports, keptServerCredentials(tenant.cloud.installation));
    const environment = {
      ...settingsFor(tenant),
      PUBLIC_URLS: nginx.origin,
      REDIS_URL: redis.url,
      TOKEN_CACHE_KEYS: randomBytes(32).toString('base64'),
      TRUSTED_PROXIES: '127.0.0.1',
      RATE_LIMIT_PER_MINUTE: '1000000',
      SHUTDOWN_DELAY_SECONDS: '2',
    };
    replicas = [new Replica(folder, ports[0], environment), new Replica(folder, ports[1], environment)];
    agent = new Agent({ connect: { ca: tenant.ca }, connections: 50 });
    await Promise.all(replicas.map((replica) => replica.start()));
  }, 400_000);
  afterAll(async () => {
    for (const replica of replicas) replica.kill();
    await agent.destroy();
    await nginx.close();
    await tenant.close();
    await redis.close();
  });
  beforeEach(() => tenant.cloud.journal.clear());

  const token = (user: string): Promise<string> => tenant.identity.mintApiToken({ user: tenant.user(user) });
  const me = async (assertion: string): Promise<number> => {
    const { statusCode, body } = await request(`${nginx.origin}/v1.0/me`, {
      dispatcher: agent,
      headers: { authorization: `Bearer ${assertion}` },
    });
    await body.dump();
    return statusCode;
  };
  const served = ({ output }: Replica): number => output.split('"event":"request"').length - 1;

  it('exchange a user’s first hundred calls on both once or twice, never more', async () => {
    const before = replicas.map(served);
    const assertion = await token('megan@contoso.example');
    const statuses = await Promise.all(Array.from({ length: 100 }, () => me(assertion)));
    expect(new Set(statuses)).toEqual(new Set([200]));
    for (const [index, replica] of replicas.entries()) expect(served(replica)).toBeGreaterThan(before[index] ?? 0);
    const exchanges = tenant.cloud.journal.entries.filter(({ grant }) => grant?.endsWith(':jwt-bearer'));
    expect(exchanges.length).toBeGreaterThanOrEqual(1);
    expect(exchanges.length).toBeLessThanOrEqual(2);
  });

  it(`lose no request of ${RATE} a second while one after the other is restarted`, async () => {
    const assertions = await Promise.all(USERS.map(token));
    const answers = new Map<number | string, number>();
    const underWay: Promise<void>[] = [];
    const count = (outcome: number | string): void => void answers.set(outcome, (answers.get(outcome) ?? 0) + 1);
    const began = performance.now();
    const load = setInterval(() => {
      const due = Math.floor(((performance.now() - began) / 1_000) * RATE);
      while (underWay.length < due) {
        const assertion = assertions[underWay.length % assertions.length] ?? '';
        underWay.push(me(assertion).then(count, (failure: unknown) => count(String(failure))));
      }
    }, TICK_MS);
    const codes: unknown[] = [];
    for (const replica of replicas) {
      codes.push(await replica.stop());
      await replica.start();
    }
    clearInterval(load);
    await Promise.all(underWay);
    expect(codes).toEqual([0, 0]);
    expect([...answers.keys()]).toEqual([200]);
    expect(answers.get(200)).toBeGreaterThan(RATE);
  });
});
