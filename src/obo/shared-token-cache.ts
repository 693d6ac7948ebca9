import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Clock } from '../common/clock.js';
import type { Redis } from '../common/redis/redis.js';
import type { KeyRing } from '../common/sealing/key-ring.js';
import type { Sealer } from '../common/sealing/sealer.js';
import type { GraphToken } from './graph-token.js';
import type { Partition } from './partition.js';
import { scopeSets } from './scope-sets.js';

/** Where replicas tell each other which partition to forget. */
const CHANNEL = 'behalf:forget';
/** A generation outlives every token written under an older one: 28 h and some. */
const GENERATION_LIFE_MS = 30 * 3_600_000;

const storedToken = z.strictObject({
  accessToken: z.string().min(1),
  scopeNames: z.array(z.string()),
  expiresAt: z.number(),
  until: z.number(),
  generation: z.string(),
});

/**
 * Writes an entry only while its user's generation is still the one its making started under, and lists it in the
 * user's partition until its end, which is its score there. KEYS: entry, list, generations. ARGV: generation, value, end,
 * now (ms).
 */
const WRITE = `
local names = {}
for i = 3, #KEYS do names[i - 2] = redis.call('GET', KEYS[i]) or '' end
if table.concat(names, ',') ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2], 'PX', string.format('%d', ARGV[3] - ARGV[4]))
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', ARGV[4])
redis.call('ZADD', KEYS[2], ARGV[3], KEYS[1])
local last = redis.call('ZREVRANGE', KEYS[2], 0, 0, 'WITHSCORES')[2]
redis.call('PEXPIRE', KEYS[2], string.format('%d', last - ARGV[4]))
return 1`;

/** A new generation, nothing left of the old one, and everybody told. KEYS: list, generation. ARGV: generation, life, channel, name. */
const FORGET = `
redis.call('SET', KEYS[2], ARGV[1], 'PX', ARGV[2])
for _, key in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do redis.call('DEL', key) end
redis.call('DEL', KEYS[1])
redis.call('PUBLISH', ARGV[3], ARGV[4])
return 1`;

/** What a look at the shared level yields: perhaps a token, and under which generation a new one may be written. */
export interface SharedLook {
  readonly found?: { readonly token: GraphToken; readonly until: number };
  /** Absent where Redis did not answer: nothing can be written. */
  readonly generation?: string;
}

/**
 * The level that replicas share: one sealed entry per key, bound to it, always with an expiry. Best effort: whatever is
 * wrong with the store or with a value is a miss. Only forgetting may fail.
 */
export class SharedTokenCache {
  private readonly sealer: Sealer;

  constructor(
    private readonly redis: Redis,
    keys: KeyRing,
    private readonly clock: Clock,
  ) {
    this.sealer = keys.sealer('tokens');
  }

  async read(key: string, partition: Partition): Promise<SharedLook> {
    try {
      const [sealed, ...generations] = await this.redis.run((client) =>
        client.mgetBuffer(entryName(key), ...partition.map(generationName)),
      );
      const generation = generations.map((each) => each?.toString() ?? '').join(',');
      const found = sealed ? this.opened(sealed, entryName(key), generation) : undefined;
      return { generation, ...(found !== undefined && { found }) };
    } catch {
      return {};
    }
  }

  /** `until` in milliseconds since the epoch. */
  async write(
    key: string,
    partition: Partition,
    generation: string,
    { token, until }: NonNullable<SharedLook['found']>,
  ): Promise<void> {
    const { accessToken, scopeNames, expiresAt } = token;
    const [end, now] = [Math.floor(until), this.clock.now()];
    if (end <= now) return;
    const stored: z.infer<typeof storedToken> = {
      accessToken,
      scopeNames: [...scopeNames],
      expiresAt,
      until,
      generation,
    };
    const text = JSON.stringify(stored);
    const keys = [entryName(key), listName(partition[0]), ...partition.map(generationName)];
    const value = this.sealer.seal(text, entryName(key));
    try {
      await this.redis.run((client) => client.eval(WRITE, keys.length, ...keys, generation, value, end, now));
    } catch {
      // The next replica exchanges for itself.
    }
  }

  /** Everything of one user, on every replica. Throws RedisUnavailable. */
  async forget(partition: Partition): Promise<void> {
    for (const name of partition) {
      const keys = [listName(name), generationName(name)];
      await this.redis.run((client) =>
        client.eval(FORGET, keys.length, ...keys, randomUUID(), GENERATION_LIFE_MS, CHANNEL, name),
      );
    }
  }

  /** `forgotten` hears the names of partitions; `lost` is called when some may not have been heard. */
  listen(forgotten: (name: string) => void, lost: () => void): void {
    this.redis.subscribe(CHANNEL, forgotten, lost);
  }

  private opened(sealed: Buffer, name: string, generation: string): SharedLook['found'] {
    const text = this.sealer.open(sealed, name);
    const parsed = text === undefined ? undefined : storedToken.safeParse(JSON.parse(text));
    if (parsed?.success !== true) return undefined;
    const { accessToken, scopeNames, expiresAt, until, generation: writtenUnder } = parsed.data;
    if (writtenUnder !== generation || until <= this.clock.now()) return undefined;
    return { token: { accessToken, ...scopeSets(scopeNames), expiresAt }, until };
  }
}

const entryName = (key: string): string => `behalf:token:${key}`;
const listName = (partition: string): string => `behalf:token-list:${partition}`;
const generationName = (partition: string): string => `behalf:generation:${partition}`;
