import { Inject, Injectable, Optional } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { nameOf } from '../common/caller.js';
import { Clock } from '../common/clock.js';
import { Log } from '../common/log.js';
import { Redis } from '../common/redis/redis.js';
import { KeyRing } from '../common/sealing/key-ring.js';
import type { AppConfig } from '../config/app-config.js';
import { APP_CONFIG } from '../config/app-config.js';
import { rateLimited } from './allowance.js';
import type { MinuteCount } from './minute-counts.js';
import { MinuteCounts } from './minute-counts.js';
import { SharedMinutes } from './shared-minutes.js';

/** A request whose user is known. */
export type LimitedRequest = Pick<FastifyRequest, 'caller' | 'handle' | 'allowance'>;

/** Replicas tell each other of a user in steps of this part of the limit: who stays below costs Redis nothing. */
const STEPS = 20;

interface UserCount extends MinuteCount {
  /** Of what was used here, what the others have not been told. */
  untold: number;
  /** How much that must be before they are. */
  tellAt: number;
  telling: boolean;
}

/**
 * How much one user may ask for in a minute (RATE_LIMIT_PER_MINUTE). Decided in this process, without waiting for
 * anything. Where replicas share a Redis they add up behind the requests what each has counted, so that together they
 * grant at most a twentieth of the limit more for each replica. Where Redis does not answer each goes by its own count.
 */
@Injectable()
export class UserLimit {
  private readonly limit: number;
  private readonly step: number;
  private readonly counts: MinuteCounts<UserCount>;
  private readonly shared: SharedMinutes | undefined;

  constructor(
    @Inject(APP_CONFIG) { rateLimits }: Pick<AppConfig, 'rateLimits'>,
    private readonly clock: Clock,
    private readonly log: Log,
    keys: KeyRing,
    @Optional() redis?: Redis,
  ) {
    this.limit = rateLimits.perMinute;
    this.step = Math.ceil(this.limit / STEPS);
    this.counts = new MinuteCounts(clock, (count) => ({ ...count, untold: 0, tellAt: this.step, telling: false }));
    this.shared = redis && new SharedMinutes(redis, keys);
  }

  /**
   * Counts one request for its user and sets `request.allowance`. Throws `rate_limited` where nothing is left; that
   * request is not counted.
   */
  take(request: LimitedRequest): void {
    if (this.limit === 0) return;
    const user = userNamed(request);
    const count = this.counts.of(user);
    const isLeft = count.used < this.limit;
    if (isLeft) {
      count.used += 1;
      count.untold += 1;
    }
    const reset = Math.ceil((count.endsAt - this.clock.now()) / 1000);
    request.allowance = { limit: this.limit, remaining: Math.max(0, this.limit - count.used), reset };
    if (!isLeft) throw rateLimited(reset);
    if (this.shared !== undefined && count.untold >= count.tellAt && !count.telling)
      void this.tell(this.shared, user, count);
  }

  private async tell(shared: SharedMinutes, user: string, count: UserCount): Promise<void> {
    const told = count.untold;
    count.untold = 0;
    count.telling = true;
    try {
      const all = await shared.add(user, told, Math.max(1, Math.ceil((count.endsAt - this.clock.now()) / 1000)));
      if (all === undefined) {
        count.untold += told;
        count.tellAt = count.untold + this.step;
        return;
      }
      count.tellAt = this.step;
      count.used = all.used + count.untold;
      count.endsAt = this.clock.now() + all.endsInMs;
    } catch (error) {
      this.log.error('rate_limit_not_shared', {}, error);
    } finally {
      count.telling = false;
    }
  }
}

function userNamed({ caller, handle }: LimitedRequest): string {
  const user = caller ?? handle;
  if (user === undefined) throw new TypeError('a guard in front of this one is missing');
  return nameOf(user);
}
