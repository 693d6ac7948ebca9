import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { IdentityStanding } from '../common/identity-standing.js';
import { Log } from '../common/log.js';
import { Meters } from '../common/meters/meters.js';
import { Outbound } from '../common/outbound/outbound.js';
import type { AppConfig } from '../config/app-config.js';
import { APP_CONFIG } from '../config/app-config.js';
import { keysCrowded, keysUnavailable } from './auth.errors.js';
import type { EntraMetadata, SigningKey } from './entra-metadata.js';
import type { MetadataSource } from './metadata-source.js';
import { primarySource, v1Source } from './metadata-source.js';
import { PublishedKeys } from './published-keys.js';

/** Which of Entra's two token forms a key is wanted for. */
export type TokenVersion = '1.0' | '2.0';

/** A signing key together with the issuer facts of the tokens it is wanted for. */
export interface KnownKey extends SigningKey {
  readonly metadata: EntraMetadata;
}

/**
 * Entra's signing keys. Those of v2.0 tokens are there from the start; the v1.0 issuer and its keys are fetched when the
 * first v1.0 token comes, and their failure is a failure for v1.0 tokens alone.
 */
@Injectable()
export class SigningKeys implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly primary: PublishedKeys;
  /** Undefined where accounts are B2C's: its tokens say `1.0` and mean the policy's own issuer. */
  private readonly v1: PublishedKeys | undefined;
  private readonly changed: (() => void)[] = [];
  private readonly mostWaiting: number;
  private waiting = 0;

  constructor(
    @Inject(APP_CONFIG) { identity, limits }: AppConfig,
    clock: Clock,
    log: Log,
    outbound: Outbound,
    standing: IdentityStanding,
    meters: Meters,
  ) {
    const dispatcher = outbound.agent({ headersTimeout: limits.identityTimeoutMs, connections: 2 });
    const changed = (): void => {
      for (const listener of this.changed) listener();
    };
    const published = (source: MetadataSource): PublishedKeys =>
      new PublishedKeys({ source, dispatcher, limits, clock, log, standing, meters, changed });
    this.mostWaiting = limits.waitingForKeys;
    this.primary = published(primarySource(identity));
    meters.keysAge.set([], () => this.primary.ageSeconds);
    this.v1 = identity.b2cPolicy === undefined ? published(v1Source(identity)) : undefined;
  }

  onApplicationBootstrap(): void {
    // A failure here is told by readiness and by the first caller's 503; starting does not wait for Entra.
    this.primary.begin();
  }

  /** Not later: who waits for a key must not keep a connection from draining. */
  onModuleDestroy(): void {
    this.primary.end();
    this.v1?.end();
  }

  /** Whether there are keys to check tokens with. */
  get ready(): boolean {
    return this.primary.metadata !== undefined;
  }

  /** Calls back after a set of keys became another one. */
  onChange(listener: () => void): void {
    this.changed.push(listener);
  }

  /** Known now, without waiting. */
  get(kid: string, version: TokenVersion = '2.0'): KnownKey | undefined {
    const primary = this.primary.metadata;
    const v1 = version === '1.0' ? this.v1 : undefined;
    const metadata = v1 === undefined ? primary : v1.metadata;
    // Entra signs both forms with the same keys: what the v2.0 set says of a key's issuer holds for v1.0 tokens as well.
    const key = primary?.keys.get(kid) ?? v1?.metadata?.keys.get(kid);
    return metadata === undefined || key === undefined ? undefined : { ...key, metadata };
  }

  /**
   * The key of this id, fetched when it is unknown; undefined when Entra does not have it either. Throws
   * `identity_unavailable`, at once where so many wait already that strangers would take up what all share.
   */
  async find(kid: string, version: TokenVersion = '2.0'): Promise<KnownKey | undefined> {
    if (this.waiting >= this.mostWaiting) throw keysCrowded();
    this.waiting += 1;
    try {
      return await this.fetched(kid, version);
    } finally {
      this.waiting -= 1;
    }
  }

  private async fetched(kid: string, version: TokenVersion): Promise<KnownKey | undefined> {
    const isKnown = (): boolean => this.get(kid, version) !== undefined;
    const failures = await Promise.all([
      this.primary.look(() => this.get(kid) !== undefined),
      version === '1.0' ? this.v1?.look(isKnown) : undefined,
    ]);
    // Only once it was there: a stranger's token must not start what goes on for ever.
    if (this.v1?.metadata !== undefined) this.v1.begin();
    const found = this.get(kid, version);
    const failure = failures.find((each) => each !== undefined);
    // Whether an unknown key is a forgery or news that could not be fetched cannot be told: an outage is never a 401.
    if (found === undefined && failure !== undefined) throw keysUnavailable(failure);
    return found;
  }
}
