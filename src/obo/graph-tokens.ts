import { Inject, Injectable } from '@nestjs/common';
import type { Caller } from '../common/caller.js';
import { Clock } from '../common/clock.js';
import type { RequestRecord } from '../common/http/request-record.js';
import { Log } from '../common/log.js';
import type { Count } from '../common/meters/instruments.js';
import { Meters } from '../common/meters/meters.js';
import { NO_SPAN } from '../common/trace/span.js';
import { Problem } from '../common/problem/problem.js';
import type { AppConfig } from '../config/app-config.js';
import { APP_CONFIG } from '../config/app-config.js';
import type { ExchangeTerms } from './entry-key.js';
import { entryKey } from './entry-key.js';
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
import { Place, TokenCache } from './token-cache.js';
import type { TokenHolder } from './token-holder.js';
import { lifeOf } from './token-life.js';
import { waited } from './waited.js';
import { withinTime } from './within-time.js';

/** A forced exchange for missing scopes or a 401 of Graph's happens at most once in this time per entry. */
const FORCED_INTERVAL_MS = 30_000;

/** What of the shared level will do. */
type Useful = 'never' | ((look: SharedLook) => SharedLook['found']);

/** A caller's token with these scopes; the same array wherever the scopes are the same. */
interface Wanted {
  readonly caller: Caller;
  readonly scopes: readonly string[];
  /** Of the request that wants it; absent where none does. */
  readonly record?: RequestRecord | undefined;
}

/**
 * Graph tokens for callers: from memory, from the level replicas share, otherwise by an exchange that all who miss the
 * same entry at once share. A caller that goes away does not end it for the others; a failed exchange is not kept.
 */
@Injectable()
export class GraphTokens {
  private readonly makings = new Makings();
  private readonly forcedAt = new WeakMap<GraphToken, number>();
  private readonly terms: Omit<ExchangeTerms, 'scopes'>;
  private readonly hits: Count;
  private readonly misses: Count;

  constructor(
    @Inject(APP_CONFIG) private readonly config: AppConfig,
    private readonly clock: Clock,
    private readonly log: Log,
    private readonly memory: TokenCache,
    private readonly partitions: Partitions,
    private readonly refusals: Refusals,
    private readonly exchange: Exchange,
    @Inject(SharedTokenCache) private readonly shared: SharedTokenCache | undefined,
    private readonly meters: Meters = new Meters(),
  ) {
    this.hits = meters.cacheLookups.of('memory', 'hit');
    this.misses = meters.cacheLookups.of('memory', 'miss');
    meters.cacheEntries.set(['memory'], () => memory.size);
    meters.cacheBytes.set(['memory'], () => memory.bytes);
    const { authorityHost, clientId } = config.identity;
    this.terms = { authorityHost, clientId };
    shared?.listen(
      (name) => this.forgetHere(name),
      () => this.forgetAllHere(),
    );
  }

  /** What a request of this caller's uses; `scopes` in full, as the exchange asks for them. */
  holder(caller: Caller, scopes: readonly string[], record?: RequestRecord): TokenHolder {
    const wanted: Wanted = { caller, scopes, record };
    return {
      tenantId: caller.tenantId,
      cached: () => this.cached(wanted),
      get: async () => (await this.waited(wanted, this.held(wanted))).token,
      replace: async (unfit) => (await this.waited(wanted, this.replace(wanted, unfit))).token,
      forget: () => this.forget(caller),
    };
  }

  /** The token for what callers use in general. Throws Problem. */
  get(caller: Caller, record?: RequestRecord): Promise<HeldToken> {
    const wanted: Wanted = { caller, scopes: this.config.graph.scopes, record };
    return this.waited(wanted, this.held(wanted));
  }

  /** A new token, whatever is cached; for a caller that asks for one. Throws Problem. */
  async refresh(caller: Caller, record?: RequestRecord): Promise<HeldToken> {
    const wanted: Wanted = { caller, scopes: this.config.graph.scopes, record };
    const key = this.keyOf(wanted);
    this.refusals.clear(key);
    return this.waited(wanted, this.made(key, wanted, 'never'));
  }

  private waited({ record }: Wanted, work: Promise<HeldToken>): Promise<HeldToken> {
    return waited(record, work, ({ source }) => source);
  }

  /** The token, or undefined when it takes more than memory to get one. */
  private cached(wanted: Wanted): GraphToken | undefined {
    const place = this.placeOf(wanted);
    const entry = place && this.memory.at(place);
    if (entry === undefined) return undefined;
    this.hits.add();
    if (wanted.record !== undefined) wanted.record.tokenSource = 'memory';
    if (place?.isToBeRenewed(this.clock.now()) === true) this.renew(place.key, wanted, entry);
    return entry;
  }

  private async held(wanted: Wanted): Promise<HeldToken> {
    const cached = this.cached(wanted);
    if (cached !== undefined) return { token: cached, source: 'memory' };
    this.misses.add();
    const key = this.keyOf(wanted);
    const refusal = this.refusals.get(key);
    if (refusal !== undefined) throw refusal;
    return this.made(key, wanted, (look) => look.found);
  }

  /**
   * A newer token than the one given, which turned out not to do. Answers that same one where it is itself the fruit of
   * a replacement moments ago: asking Entra again would change nothing. Throws Problem.
   */
  private async replace(wanted: Wanted, unfit: GraphToken): Promise<HeldToken> {
    const key = this.keyOf(wanted);
    const current = this.memory.get(key);
    if (current !== undefined && current.accessToken !== unfit.accessToken) return { token: current, source: 'memory' };
    const forcedAt = this.forcedAt.get(unfit);
    if (forcedAt !== undefined && this.clock.now() - forcedAt < FORCED_INTERVAL_MS)
      return { token: unfit, source: 'memory' };
    // Another replica may have found out before.
    const isAnother = ({ found }: SharedLook): SharedLook['found'] =>
      found?.token.accessToken === unfit.accessToken ? undefined : found;
    const joined = this.makings.has(key);
    let held = await this.made(key, wanted, isAnother);
    // Others were looking for any token at all.
    if (joined && held.token.accessToken === unfit.accessToken) held = await this.made(key, wanted, isAnother);
    this.forcedAt.set(held.token, this.clock.now());
    return held;
  }

  /** Everything held for this user, on every replica. Throws `session_unavailable` where the others cannot be told. */
  async forget(user: Pick<Caller, 'tenantId' | 'userId'>): Promise<void> {
    const partition = this.partitions.of(user);
    for (const name of partition) this.forgetHere(name);
    try {
      await this.shared?.forget(partition);
    } catch (cause) {
      throw new Problem('session_unavailable', { retryAfter: 5, cause });
    }
  }

  /** The one that the caller's proof remembers, otherwise by its name, whose hash would be most of what a warm request costs here. */
  private placeOf(wanted: Wanted): Place | undefined {
    const { memo } = wanted.caller;
    const known = memo?.place;
    if (known instanceof Place && memo?.placeScopes === wanted.scopes && known.entry !== undefined) return known;
    const place = this.memory.place(this.keyOf(wanted));
    if (memo !== undefined && place !== undefined) {
      memo.place = place;
      memo.placeScopes = wanted.scopes;
    }
    return place;
  }

  private keyOf({ caller, scopes }: Wanted): string {
    return entryKey(caller, { ...this.terms, scopes });
  }

  private forgetHere(name: string): void {
    this.memory.forget(name);
    this.makings.abandon(name);
  }

  /** Also what is just being made: it may have begun before a message that was not heard. */
  private forgetAllHere(): void {
    this.memory.forgetAll();
    this.makings.abandonAll();
  }

  /** In the background, for an entry in use: nobody waits for it, and its failure is nobody's until the entry ends. */
  private renew(key: string, wanted: Wanted, entry: CacheEntry): void {
    if (this.makings.has(key)) return;
    const isNewer = ({ found }: SharedLook): SharedLook['found'] =>
      found !== undefined && found.until > entry.until ? found : undefined;
    this.made(key, wanted, isNewer).catch((error: unknown) => {
      this.log.info('renewal_failed', { code: error instanceof Problem ? error.code : 'internal_error' });
      // Not again at every request: when half of what is left has passed.
      const renewAt = this.clock.now() + (entry.until - this.clock.now()) / 2;
      if (this.memory.get(key) === entry) this.memory.set(key, { ...entry, renewAt });
    });
  }

  private made(key: string, wanted: Wanted, useful: Useful): Promise<HeldToken> {
    return withinTime(this.making(key, wanted, useful).result, this.config.limits.identityWaitMs);
  }

  /** Joins the one under way, unless that may yet be answered by what is shared and this one must not. */
  private making(key: string, wanted: Wanted, useful: Useful): Making {
    const forced = useful === 'never';
    const underWay = this.makings.toJoin(key, forced);
    if (underWay !== undefined) {
      this.meters.joined.of('exchange').add();
      return underWay;
    }
    const partition = this.partitions.of(wanted.caller);
    return this.makings.begin(key, { partition, forced }, (isAbandoned) =>
      this.make(key, wanted, partition, { useful, isAbandoned }),
    );
  }

  private async make(
    key: string,
    wanted: Wanted,
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

  private async exchanged(key: string, { caller, scopes, record }: Wanted): Promise<GraphToken> {
    try {
      return await this.exchange.run(caller, scopes, record?.span ?? NO_SPAN);
    } catch (error) {
      if (error instanceof Problem) this.refusals.remember(key, error);
      throw error;
    }
  }
}
