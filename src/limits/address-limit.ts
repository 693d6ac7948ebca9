import { Inject, Injectable } from '@nestjs/common';
import type { IncomingMessage } from 'node:http';
import { Clock } from '../common/clock.js';
import { ClientAddresses, subscriberOf } from '../common/http/client-address.js';
import type { AppConfig } from '../config/app-config.js';
import { APP_CONFIG } from '../config/app-config.js';
import { rateLimited } from './allowance.js';
import type { MinuteCount } from './minute-counts.js';
import { MinuteCounts } from './minute-counts.js';

/**
 * How often one address may fail to prove a caller in a minute, by whatever credential, and how often to sign in
 * (RATE_LIMIT_ANONYMOUS_PER_MINUTE). Only failures count, and but for sign-ins only failures are refused: a good token is
 * good wherever garbage comes from beside it. Each process counts for itself, so that strangers cannot make it ask Redis.
 */
@Injectable()
export class AddressLimit {
  private readonly limit: number;
  private readonly addresses: ClientAddresses;
  private readonly counts: MinuteCounts;
  private readonly signIns: MinuteCounts;

  constructor(
    @Inject(APP_CONFIG) { rateLimits, trustedProxies }: Pick<AppConfig, 'rateLimits' | 'trustedProxies'>,
    private readonly clock: Clock,
  ) {
    this.limit = rateLimits.anonymousPerMinute;
    this.addresses = new ClientAddresses(trustedProxies);
    this.counts = new MinuteCounts(clock, (count) => count);
    this.signIns = new MinuteCounts(clock, (count) => count);
  }

  /** Counts a failure. Throws `rate_limited` in the place of what it was where its address has had its share. */
  failed(request: IncomingMessage): void {
    if (this.limit === 0) return;
    this.add(
      this.countOf(this.counts, request),
      'Too many requests without a valid token came from this address. Send a valid one, or try again after the time given.',
    );
  }

  /**
   * Counts a browser's return from a sign-in ahead of its outcome, which only an exchange tells: answers what takes it
   * back once it has ended well. Apart from all else, so that nobody is kept from signing in by neighbours whose tokens
   * have run out. Throws `rate_limited` where its address has had its share, of good ones too.
   */
  signingIn(request: IncomingMessage): () => void {
    if (this.limit === 0) return () => undefined;
    const count = this.countOf(this.signIns, request);
    this.add(count, 'Too many sign-ins from this address have failed. Load this page again after the time given.');
    return () => {
      count.used -= 1;
    };
  }

  private countOf(counts: MinuteCounts, request: IncomingMessage): MinuteCount {
    return counts.of(subscriberOf(this.addresses.of(request)));
  }

  private add(count: MinuteCount, refusal: string): void {
    if (count.used >= this.limit) throw rateLimited(Math.ceil((count.endsAt - this.clock.now()) / 1000), refusal);
    count.used += 1;
  }
}
