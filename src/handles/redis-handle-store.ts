import type { Redis as Client } from 'ioredis';
import { randomUUID } from 'node:crypto';
import type { Clock } from '../common/clock.js';
import { Problem } from '../common/problem/problem.js';
import type { Redis } from '../common/redis/redis.js';
import type { Partition } from '../obo/partition.js';
import type { Added, StoredHandle } from './handle-store.js';
import { HandleStore, MAX_OF_USER } from './handle-store.js';

/** Longer than any handle takes to be made. */
const GENERATION_LIFE_MS = 3_600_000;

/**
 * Adds a record under the user's current generation and lists it until its end. KEYS: record, list, generations.
 * ARGV: generation, value, end, now (ms), most.
 */
const ADD = `
local generations = {}
for i = 3, #KEYS do generations[i - 2] = redis.call('GET', KEYS[i]) or '' end
if table.concat(generations, ',') ~= ARGV[1] then return 'superseded' end
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', ARGV[4])
if redis.call('ZCARD', KEYS[2]) >= tonumber(ARGV[5]) then return 'full' end
redis.call('SET', KEYS[1], ARGV[2], 'PX', string.format('%d', ARGV[3] - ARGV[4]))
redis.call('ZADD', KEYS[2], ARGV[3], KEYS[1])
local last = redis.call('ZREVRANGE', KEYS[2], 0, 0, 'WITHSCORES')[2]
redis.call('PEXPIRE', KEYS[2], string.format('%d', last - ARGV[4]))
return 'added'`;

/** KEYS: record. ARGV: value before, value after. */
const REPLACE = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2], 'KEEPTTL')
return 1`;

/** KEYS: record, lists. ARGV: value, or nothing for any. */
const REMOVE = `
if ARGV[1] and redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
for i = 2, #KEYS do redis.call('ZREM', KEYS[i], KEYS[1]) end
return redis.call('DEL', KEYS[1])`;

/** KEYS: list, generation. ARGV: generation, life. */
const REMOVE_ALL = `
redis.call('SET', KEYS[2], ARGV[1], 'PX', ARGV[2])
for _, key in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do redis.call('DEL', key) end
redis.call('DEL', KEYS[1])
return 1`;

/** Handles that replicas share. Unlike a cache it may not guess: where Redis does not answer, nothing is said of a handle. */
export class RedisHandleStore extends HandleStore {
  constructor(
    private readonly redis: Redis,
    private readonly clock: Clock,
  ) {
    super();
  }

  override async generation(partition: Partition): Promise<string> {
    const generations = await this.run((client) => client.mget(...partition.map(generationName)));
    return generations.map((each) => each ?? '').join(',');
  }

  override async add(
    { name, sealed }: StoredHandle,
    partition: Partition,
    until: number,
    generation: string,
  ): Promise<Added> {
    const keys = [name, listName(partition[0]), ...partition.map(generationName)];
    const values = [generation, sealed, Math.floor(until), Math.floor(this.clock.now()), MAX_OF_USER];
    const result = await this.run((client) => client.eval(ADD, keys.length, ...keys, ...values));
    return result === 'added' || result === 'full' ? result : 'superseded';
  }

  override async read(name: string): Promise<Buffer | undefined> {
    return (await this.expected(() => this.redis.value(name))) ?? undefined;
  }

  override async replace({ name, sealed: before }: StoredHandle, sealed: Buffer): Promise<boolean> {
    return (await this.run((client) => client.eval(REPLACE, 1, name, before, sealed))) === 1;
  }

  override async remove(name: string, partition: Partition, value?: Buffer): Promise<boolean> {
    const keys = [name, ...partition.map(listName)];
    const values = value === undefined ? [] : [value];
    return (await this.run((client) => client.eval(REMOVE, keys.length, ...keys, ...values))) === 1;
  }

  override async list(partition: Partition): Promise<readonly StoredHandle[]> {
    const listed = await Promise.all(
      partition.map((name) => this.run((client) => client.zrange(listName(name), '0', '-1'))),
    );
    const names = listed.flat();
    if (names.length === 0) return [];
    const values = await this.run((client) => client.mgetBuffer(...names));
    return names.flatMap((name, place) => {
      const sealed = values[place];
      return sealed ? [{ name, sealed }] : [];
    });
  }

  override async removeAll(partition: Partition): Promise<void> {
    for (const name of partition) {
      const keys = [listName(name), generationName(name)];
      await this.run((client) => client.eval(REMOVE_ALL, keys.length, ...keys, randomUUID(), GENERATION_LIFE_MS));
    }
  }

  private run<T>(work: (client: Client) => Promise<T>): Promise<T> {
    return this.expected(() => this.redis.run(work));
  }

  private async expected<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (cause) {
      throw new Problem('session_unavailable', { retryAfter: 5, cause });
    }
  }
}

const listName = (partition: string): string => `behalf:handles-of:${partition}`;
const generationName = (partition: string): string => `behalf:handles-generation:${partition}`;
