import { Injectable } from '@nestjs/common';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { Caller } from '../common/caller.js';
import { Problem } from '../common/problem/problem.js';

/** Forced refreshes of one user in a minute: enough for a person at a button, not for a loop. */
const PER_MINUTE = 6;

/** How often a user may have a new Graph token made; each costs an exchange at Entra. */
@Injectable()
export class RefreshLimit {
  private readonly limiter = new RateLimiterMemory({ points: PER_MINUTE, duration: 60 });

  /** Throws `rate_limited` with the seconds to wait. */
  async take({ tenantId, userId }: Caller): Promise<void> {
    try {
      await this.limiter.consume(`${tenantId}/${userId}`);
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) throw error;
      throw new Problem('rate_limited', { retryAfter: Math.max(1, Math.ceil(error.msBeforeNext / 1000)) });
    }
  }
}
