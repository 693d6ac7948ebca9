// What every drill happens in: two replicas behind nginx, with Redis, before the embedded tenant.
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Agent } from 'undici';
import { freePort } from '../free-port.mjs';
import { until } from './until.mjs';
import { callOnce } from './load.mjs';
import { DOMAIN } from './names.mjs';
import { startNginx } from './nginx.mjs';
import { Redis } from './redis.mjs';
import { Replica } from './replica.mjs';
import { Tenant } from './tenant.mjs';

export async function startWorld(folder) {
  const port = await freePort();
  const publicUrl = `https://api.${DOMAIN}:${port}`;
  const place = (name) => {
    mkdirSync(join(folder, name));
    return join(folder, name);
  };
  const [redis, tenant] = await Promise.all([Redis.start(place('redis')), Tenant.start(place('tenant'), publicUrl)]);
  const cacheKey = randomBytes(32).toString('base64');
  const environment = {
    ...tenant.environment,
    PUBLIC_URLS: publicUrl,
    REDIS_URL: redis.url,
    TOKEN_CACHE_KEYS: cacheKey,
    TRUSTED_PROXIES: '127.0.0.1',
    RATE_LIMIT_PER_MINUTE: '1000000',
    // nginx hears of a replica that ends by its refusal alone.
    SHUTDOWN_DELAY_SECONDS: '2',
    // One machine is both ends of everything here.
    SHUTDOWN_GRACE_SECONDS: '120',
  };
  const replicas = [];
  for (const name of ['a', 'b'])
    replicas.push(new Replica(name, folder, { port: await freePort(), metricsPort: await freePort(), environment }));
  await Promise.all(replicas.map((replica) => replica.start()));
  const ports = replicas.map((replica) => replica.port);
  await startNginx(place('nginx'), port, ports, tenant.credentials);
  const ca = readFileSync(tenant.caPath);
  const agent = new Agent({ connect: { ca }, connections: 512, headersTimeout: 100_000 });
  const isUp = () =>
    agent.request({ origin: publicUrl, path: '/health/live', method: 'GET' }).then(
      async ({ body }) => {
        await body.dump();
        return true;
      },
      () => false,
    );
  await until(isUp, 10_000, 'nginx did not answer');
  const secrets = [tenant.registration.secret, cacheKey];
  return { redis, tenant, replicas, agent, ca, publicUrl, port, secrets, people: tenant.people };
}

/** Both as they were: the tenant behaves, Redis and both replicas are there and answer. */
export async function settle(world) {
  const { tenant, replicas, redis, people } = world;
  redis.thaw();
  await tenant.misbehave();
  for (const replica of replicas) {
    const isWell = async () => {
      // What was away is found again by those who need it.
      const [person] = people;
      await callOnce(world, { token: await tenant.token(person), id: person.id });
      const open = await replica.metric('behalf_breaker_open', 'redis');
      return open + (await replica.metric('behalf_requests_in_flight')) === 0;
    };
    await until(isWell, 60_000, `replica ${replica.name} was not well again`);
  }
}
