import { Injectable, Optional } from '@nestjs/common';
import type { Caller } from '../common/caller.js';
import { Clock } from '../common/clock.js';
import { Redis } from '../common/redis/redis.js';
import { KeyRing } from '../common/sealing/key-ring.js';
import { rateLimited } from '../limits/allowance.js';
import { MinuteCounts } from '../limits/minute-counts.js';
import { SharedMinutes } from '../limits/shared-minutes.js';

/** Forced refreshes of one user in a minute: enough for a person at a button, not for a loop. */
const PER_MINUTE = 6;

/**
 * How often a user may have a new Graph token made; each costs an exchange at Entra. Where replicas share a Redis they
 * count together, each refresh before it is made; where it does not answer each goes by its own count.
 */
@Injectable()
export class RefreshLimit {
  private readonly counts: MinuteCounts;
  private readonly shared: SharedMinutes | undefined;

  constructor(
    private readonly clock: Clock,
    keys: KeyRing,
    @Optional() redis?: Redis,
  ) {
    this.counts = new MinuteCounts(clock, (count) => count);
    this.shared = redis && new SharedMinutes(redis, keys);
  }

  /** Throws `rate_limited` with the seconds to wait. */
  async take({ tenantId, userId }: Caller): Promise<void> {
    const name = `refresh ${tenantId} ${userId}`;
    const count = this.counts.of(name);
    const left = (): number => Math.ceil((count.endsAt - this.clock.now()) / 1000);
    if (count.used >= PER_MINUTE) throw rateLimited(left());
    count.used += 1;
    const all = await this.shared?.add(name, 1, Math.max(1, left()));
    if (all === undefined) return;
    count.used = Math.max(count.used, all.used);
    count.endsAt = this.clock.now() + all.endsInMs;
    if (all.used > PER_MINUTE) throw rateLimited(left());
  }
}
