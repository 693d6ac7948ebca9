import { Inject, Injectable } from '@nestjs/common';
import type { Caller } from '../common/caller.js';
import { Clock } from '../common/clock.js';
import type { RequestRecord } from '../common/http/request-record.js';
import { Meters } from '../common/meters/meters.js';
import { Problem } from '../common/problem/problem.js';
import { NO_SPAN } from '../common/trace/span.js';
import type { AppConfig } from '../config/app-config.js';
import { APP_CONFIG } from '../config/app-config.js';
import { Exchange } from './exchange.js';
import type { GraphToken, HeldToken } from './graph-token.js';
import type { Making } from './makings.js';
import { Makings } from './makings.js';
import type { Partition } from './partition.js';
import { Partitions } from './partition.js';
import { Refusals } from './refusals.js';
import type { SharedLook } from './shared-token-cache.js';
import { SharedTokenCache } from './shared-token-cache.js';
import type { CacheEntry } from './token-cache.js';
import { TokenCache } from './token-cache.js';
import { lifeOf } from './token-life.js';
import { withinTime } from './within-time.js';

/** A caller's token with these scopes; the same array wherever the scopes are the same. */
export interface WantedToken {
  readonly caller: Caller;
  readonly scopes: readonly string[];
  /** Of the request that wants it; absent where none does. */
  readonly record?: RequestRecord | undefined;
}

/** What of the shared level will do. */
export type Useful = 'never' | ((look: SharedLook) => SharedLook['found']);

/**
 * Brings tokens into memory: from the level replicas share, otherwise by an exchange that all who miss the same entry at
 * once share. A caller that goes away does not end it for the others; a failed exchange is not kept.
 */
@Injectable()
export class TokenMaker {
  private readonly makings = new Makings();

  constructor(
    @Inject(APP_CONFIG) private readonly config: AppConfig,
    private readonly clock: Clock,
    private readonly memory: TokenCache,
    private readonly partitions: Partitions,
    private readonly refusals: Refusals,
    private readonly exchange: Exchange,
    @Inject(SharedTokenCache) private readonly shared: SharedTokenCache | undefined,
    private readonly meters: Meters,
  ) {}

  /** Whether the entry's token is just being made. */
  makes(key: string): boolean {
    return this.makings.has(key);
  }

  /** The entry's token within the time callers wait; the work itself goes on. Throws Problem. */
  make(key: string, wanted: WantedToken, useful: Useful): Promise<HeldToken> {
    return withinTime(this.making(key, wanted, useful).result, this.config.limits.identityWaitMs);
  }

  /** What is just being made for the user whose partition has this name is kept nowhere. */
  abandon(name: string): void {
    this.makings.abandon(name);
  }

  abandonAll(): void {
    this.makings.abandonAll();
  }

  /** Joins the one under way, unless that may yet be answered by what is shared and this one must not. */
  private making(key: string, wanted: WantedToken, useful: Useful): Making {
    const forced = useful === 'never';
    const underWay = this.makings.toJoin(key, forced);
    if (underWay !== undefined) {
      this.meters.joined.of('exchange').add();
      return underWay;
    }
    const partition = this.partitions.of(wanted.caller);
    return this.makings.begin(key, { partition, forced }, (isAbandoned) =>
      this.made(key, wanted, partition, { useful, isAbandoned }),
    );
  }

  private async made(
    key: string,
    wanted: WantedToken,
    partition: Partition,
    { useful, isAbandoned }: { useful: Useful; isAbandoned: () => boolean },
  ): Promise<HeldToken> {
    const look = (await this.shared?.read(key, partition)) ?? {};
    const found = useful === 'never' ? undefined : useful(look);
    if (this.shared !== undefined && useful !== 'never')
      this.meters.cacheLookups.of('redis', found === undefined ? 'miss' : 'hit').add();
    const token = found?.token ?? (await this.exchanged(key, wanted));
    if (isAbandoned()) return { token, source: found === undefined ? 'entra' : 'redis' };
    const life = lifeOf(token, wanted.caller, this.clock.now());
    const entry: CacheEntry = { ...token, ...life, partition };
    this.memory.set(key, entry);
    if (found !== undefined) return { token: entry, source: 'redis' };
    if (look.generation !== undefined)
      void this.shared?.write(key, partition, look.generation, { token, until: life.until });
    return { token: entry, source: 'entra' };
  }

  private async exchanged(key: string, { caller, scopes, record }: WantedToken): Promise<GraphToken> {
    try {
      return await this.exchange.run(caller, scopes, record?.span ?? NO_SPAN);
    } catch (error) {
      if (error instanceof Problem) this.refusals.remember(key, error);
      throw error;
    }
  }
}
