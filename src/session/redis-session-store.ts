import type { Redis as Client } from 'ioredis';
import type { Clock } from '../common/clock.js';
import type { Redis } from '../common/redis/redis.js';
import { storeUnavailable } from './session.errors.js';
import type { SessionEnds, StoredSession } from './session-store.js';
import { MAX_LISTED, SessionStore } from './session-store.js';

/**
 * Adds a record and lists it until its absolute end; of a list that is too long by that, whose scores are these ends, the
 * oldest records go. KEYS: record, lists. ARGV: value, life (ms), absolute end, now, longest list. Answers how many went.
 */
const ADD = `
local went = 0
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
for i = 2, #KEYS do
  redis.call('ZREMRANGEBYSCORE', KEYS[i], '-inf', ARGV[4])
  redis.call('ZADD', KEYS[i], ARGV[3], KEYS[1])
  local last = redis.call('ZREVRANGE', KEYS[i], 0, 0, 'WITHSCORES')[2]
  redis.call('PEXPIRE', KEYS[i], string.format('%d', last - ARGV[4]))
  if redis.call('ZCARD', KEYS[i]) > tonumber(ARGV[5]) then
    local left = tonumber(ARGV[5]) - 1
    for _, name in ipairs(redis.call('ZREVRANGE', KEYS[i], 0, -1)) do
      if redis.call('EXISTS', name) == 0 then
        redis.call('ZREM', KEYS[i], name)
      elseif left == 0 and name ~= KEYS[1] then
        redis.call('ZREM', KEYS[i], name)
        went = went + redis.call('DEL', name)
      elseif name ~= KEYS[1] then
        left = left - 1
      end
    end
  end
end
return went`;

/** KEYS: record. ARGV: value before, value after, life (ms). */
const REPLACE = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
return 1`;

/** KEYS: record. ARGV: value. */
const REMOVE = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('DEL', KEYS[1])`;

/** Sessions that replicas share. Unlike a cache it may not guess: where Redis does not answer, nothing is said of a session. */
export class RedisSessionStore extends SessionStore {
  constructor(
    private readonly redis: Redis,
    private readonly clock: Clock,
  ) {
    super();
  }

  override async add(
    { name, sealed }: StoredSession,
    lists: readonly string[],
    { idle, absolute }: SessionEnds,
  ): Promise<number> {
    const keys = [name, ...lists];
    const values = [sealed, this.lifeUntil(idle), Math.floor(absolute), Math.floor(this.clock.now()), MAX_LISTED];
    return Number(await this.run((client) => client.eval(ADD, keys.length, ...keys, ...values)));
  }

  override async read(name: string): Promise<Buffer | undefined> {
    return (await this.expected(() => this.redis.value(name))) ?? undefined;
  }

  override async replace({ name, sealed: before }: StoredSession, sealed: Buffer, until: number): Promise<boolean> {
    const life = this.lifeUntil(until);
    return (await this.run((client) => client.eval(REPLACE, 1, name, before, sealed, life))) === 1;
  }

  override async remove(name: string, value?: Buffer): Promise<boolean> {
    if (value === undefined) return (await this.run((client) => client.del(name))) === 1;
    return (await this.run((client) => client.eval(REMOVE, 1, name, value))) === 1;
  }

  override async listed(list: string): Promise<readonly StoredSession[]> {
    const names = await this.run((client) => client.zrange(list, '0', '-1'));
    if (names.length === 0) return [];
    const values = await this.run((client) => client.mgetBuffer(...names));
    return names.flatMap((name, place) => {
      const sealed = values[place];
      return sealed ? [{ name, sealed }] : [];
    });
  }

  override async takeOnce(name: string, until: number): Promise<boolean> {
    return (await this.run((client) => client.set(name, '', 'PX', this.lifeUntil(until), 'NX'))) === 'OK';
  }

  private lifeUntil(until: number): number {
    return Math.max(1, Math.floor(until - this.clock.now()));
  }

  private run<T>(work: (client: Client) => Promise<T>): Promise<T> {
    return this.expected(() => this.redis.run(work));
  }

  private async expected<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (cause) {
      throw storeUnavailable(cause);
    }
  }
}
