import type { Redis as Client } from 'ioredis';
import { RateLimiterRedis } from 'rate-limiter-flexible';
import { RedisUnavailable } from '../common/redis/redis.js';
import type { Redis } from '../common/redis/redis.js';
import type { KeyRing } from '../common/sealing/key-ring.js';

/** What all replicas together have counted. */
export interface SharedCount {
  readonly used: number;
  /** Milliseconds until the minute ends for all of them. */
  readonly endsInMs: number;
}

/** Minutes that replicas count together, in Redis. Names in it say nothing of whom they are of. */
export class SharedMinutes {
  private limiter: { readonly client: Client; readonly limiter: RateLimiterRedis } | undefined;

  constructor(
    private readonly redis: Redis,
    private readonly keys: KeyRing,
  ) {}

  /**
   * Adds what was used here, and answers what all have used; undefined where Redis does not say. The first to tell says
   * in how many seconds the minute ends.
   */
  async add(name: string, used: number, endsInSeconds: number): Promise<SharedCount | undefined> {
    const [key] = this.keys.names('rate', [name]);
    try {
      const count = await this.redis.run((client) =>
        this.on(client).penalty(key, used, { customDuration: endsInSeconds }),
      );
      return { used: count.consumedPoints, endsInMs: count.msBeforeNext };
    } catch (error) {
      if (!(error instanceof RedisUnavailable)) throw error;
      return undefined;
    }
  }

  private on(client: Client): RateLimiterRedis {
    if (this.limiter?.client !== client) {
      // It only adds up here: whether it was too much is for the replicas to say.
      const limiter = new RateLimiterRedis({ storeClient: client, keyPrefix: 'behalf:rate', points: 1, duration: 60 });
      this.limiter = { client, limiter };
    }
    return this.limiter.limiter;
  }
}
