import { Redis as Client } from 'ioredis';
import { randomUUID } from 'node:crypto';
import { KeyRing } from '../../common/sealing/key-ring.js';
import type { Check, Finding } from '../check.js';
import { fail, pass, skip, warn } from '../check.js';
import type { Consultation } from '../consultation.js';
import { outage } from '../outage.js';

const CONNECT_TIMEOUT_MS = 2_000;
/** For a person at a terminal; on a request the API waits much less. */
const COMMAND_TIMEOUT_MS = 2_000;
const LIFE_MS = 10_000;
const MAX_LOOKED_AT = 100;
/** Of a cluster they lie in different parts: their checksums differ. */
const TWO = ['behalf:doctor:1', 'behalf:doctor:2'] as const;

/** Replicas can share: the store takes, keeps and gives back a sealed value, and what lies there opens with these keys. */
export const redis: Check = {
  name: 'Redis',
  async run(consultation) {
    const { redis: settings } = consultation.config;
    if (settings === undefined) return skip('off: replicas share nothing');
    const client = connectionTo(settings.url, consultation);
    let failure: unknown;
    client.on('error', (error: unknown) => (failure = error));
    try {
      await client.connect();
      return await used(client, new KeyRing(settings.keys.map((key) => Buffer.from(key, 'base64'))));
    } catch (error) {
      return unusable(failure ?? error);
    } finally {
      client.disconnect();
    }
  },
};

function connectionTo(url: string, { outbound: { ca } }: Consultation): Client {
  return new Client(url, {
    lazyConnect: true,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    connectTimeout: CONNECT_TIMEOUT_MS,
    commandTimeout: COMMAND_TIMEOUT_MS,
    retryStrategy: () => null,
    ...(ca !== undefined && url.startsWith('rediss:') && { tls: { ca } }),
  });
}

async function used(client: Client, keys: KeyRing): Promise<Finding> {
  await client.ping();
  const name = `behalf:doctor:${randomUUID()}`;
  const text = randomUUID();
  const sealer = keys.sealer('doctor');
  await client.set(name, sealer.seal(text, name), 'PX', LIFE_MS);
  const kept = await client.getBuffer(name);
  const life = await client.pttl(name);
  // What the shared cache does beside: scripts, and messages to the other replicas.
  await client.eval('return redis.call("DEL", KEYS[1])', 1, name);
  await client.publish('behalf:doctor', '');
  await client.eval('return redis.call("MGET", KEYS[1], KEYS[2])', TWO.length, ...TWO);
  if (kept === null || sealer.open(kept, name) !== text || life <= 0 || life > LIFE_MS)
    return fail(
      'what is written does not come back as it was',
      'REDIS_URL must name a plain Redis, primary, not a replica.',
    );
  return judgedByContent(await contents(client), keys);
}

/** Values of other replicas, a few. */
async function contents(client: Client): Promise<readonly (readonly [name: string, value: Buffer])[]> {
  const [, names] = await client.scan(0, 'MATCH', 'behalf:token:*', 'COUNT', 10_000);
  const values = await Promise.all(
    names.slice(0, MAX_LOOKED_AT).map(async (name) => [name, await client.getBuffer(name)] as const),
  );
  return values.flatMap(([name, value]) => (value === null ? [] : [[name, value] as const]));
}

function judgedByContent(values: Awaited<ReturnType<typeof contents>>, keys: KeyRing): Finding {
  const sealer = keys.sealer('tokens');
  const opened = values.filter(([name, value]) => sealer.open(value, name) !== undefined).length;
  if (values.length === 0) return pass('sealed values come back');
  if (opened === values.length) return pass(`sealed values come back, and ${opened} of other replicas open`);
  const found = `${values.length - opened} of ${values.length} tokens there are sealed with other keys`;
  const remedy =
    'TOKEN_CACHE_KEYS must be the same on every replica; when you rotate, the new key first and the old one behind it.';
  return opened === 0 ? fail(found, remedy) : warn(found, remedy);
}

/** ioredis reports what the server answers as text that starts with a fixed word. */
function unusable(failure: unknown): Finding {
  const word =
    failure instanceof Error
      ? /^(?:NOAUTH|WRONGPASS|NOPERM|READONLY|OOM|ERR|LOADING|CROSSSLOT|MOVED|CLUSTERDOWN)\b/.exec(failure.message)?.[0]
      : undefined;
  switch (word) {
    case undefined:
      return outage(failure, 'REDIS_URL');
    case 'NOAUTH':
    case 'WRONGPASS':
      return fail(`it refuses the connection (${word})`, 'Correct user and password in REDIS_URL.');
    case 'ERR':
      return fail(
        'it does not know a command, or wants no password (ERR)',
        'Correct user and password in REDIS_URL; the store must know SET with PX, scripts and PUBLISH.',
      );
    case 'NOPERM':
      return fail(
        'its user may not do what is needed (NOPERM)',
        'ACL: ~behalf:* &behalf:* +@read +@write +@scripting +@pubsub +@connection.',
      );
    case 'CROSSSLOT':
    case 'MOVED':
    case 'CLUSTERDOWN':
      return fail(
        `it is a cluster (${word})`,
        'REDIS_URL must name a Redis that is no cluster; of Azure Managed Redis one with the clustering policy Non-Clustered.',
      );
    case 'READONLY':
      return fail('it is a replica (READONLY)', 'REDIS_URL must name the primary.');
    default:
      return fail(`it takes nothing at the moment (${word})`, 'Look at its memory limit and its log.');
  }
}
