import { Inject, Injectable } from '@nestjs/common';
import type { IncomingMessage } from 'node:http';
import { Clock } from '../common/clock.js';
import { ClientAddresses, subscriberOf } from '../common/http/client-address.js';
import type { AppConfig } from '../config/app-config.js';
import { APP_CONFIG } from '../config/app-config.js';
import { rateLimited } from './allowance.js';
import { MinuteCounts } from './minute-counts.js';

/**
 * How often one address may fail to prove a caller in a minute (RATE_LIMIT_ANONYMOUS_PER_MINUTE). Only failures count,
 * and only failures are refused: a good token is good wherever garbage comes from beside it. Each process counts for
 * itself, so that strangers cannot make it ask Redis.
 */
@Injectable()
export class AddressLimit {
  private readonly limit: number;
  private readonly addresses: ClientAddresses;
  private readonly counts: MinuteCounts;

  constructor(
    @Inject(APP_CONFIG) { rateLimits, trustedProxies }: Pick<AppConfig, 'rateLimits' | 'trustedProxies'>,
    private readonly clock: Clock,
  ) {
    this.limit = rateLimits.anonymousPerMinute;
    this.addresses = new ClientAddresses(trustedProxies);
    this.counts = new MinuteCounts(clock, (count) => count);
  }

  /** Counts a failure. Throws `rate_limited` in the place of what it was where its address has had its share. */
  failed(request: IncomingMessage): void {
    if (this.limit === 0) return;
    const count = this.counts.of(subscriberOf(this.addresses.of(request)));
    if (count.used < this.limit) {
      count.used += 1;
      return;
    }
    throw rateLimited(
      Math.ceil((count.endsAt - this.clock.now()) / 1000),
      'Too many requests without a valid token came from this address. Send a valid one, or try again after the time given.',
    );
  }
}
