import { Inject, Injectable } from '@nestjs/common';
import type { Caller } from '../common/caller.js';
import { Clock } from '../common/clock.js';
import type { RequestRecord } from '../common/http/request-record.js';
import { Log } from '../common/log.js';
import type { Count } from '../common/meters/instruments.js';
import { Meters } from '../common/meters/meters.js';
import { Problem } from '../common/problem/problem.js';
import type { AppConfig } from '../config/app-config.js';
import { APP_CONFIG } from '../config/app-config.js';
import type { ExchangeTerms } from './entry-key.js';
import { entryKey } from './entry-key.js';
import type { GraphToken, HeldToken } from './graph-token.js';
import { Partitions } from './partition.js';
import { Refusals } from './refusals.js';
import type { SharedLook } from './shared-token-cache.js';
import { SharedTokenCache } from './shared-token-cache.js';
import type { CacheEntry } from './token-cache.js';
import { Place, TokenCache } from './token-cache.js';
import type { TokenHolder } from './token-holder.js';
import type { WantedToken } from './token-maker.js';
import { TokenMaker } from './token-maker.js';
import { waited } from './waited.js';

/** A forced exchange for missing scopes or a 401 of Graph's happens at most once in this time per entry. */
const FORCED_INTERVAL_MS = 30_000;

/** Graph tokens for callers: from memory, otherwise made; new where one turned out not to do; forgotten on every replica. */
@Injectable()
export class GraphTokens {
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
    private readonly maker: TokenMaker,
    @Inject(SharedTokenCache) private readonly shared: SharedTokenCache | undefined,
    meters: Meters,
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
    const wanted: WantedToken = { caller, scopes, record };
    return {
      user: caller,
      cached: () => this.cached(wanted),
      get: async () => (await this.waited(wanted, this.held(wanted))).token,
      replace: async (unfit) => (await this.waited(wanted, this.replace(wanted, unfit))).token,
      forget: () => this.forget(caller),
    };
  }

  /** The token for what callers use in general. Throws Problem. */
  get(caller: Caller, record?: RequestRecord): Promise<HeldToken> {
    const wanted: WantedToken = { caller, scopes: this.config.graph.scopes, record };
    return this.waited(wanted, this.held(wanted));
  }

  /** A new token, whatever is cached; for a caller that asks for one. Throws Problem. */
  async refresh(caller: Caller, record?: RequestRecord): Promise<HeldToken> {
    const wanted: WantedToken = { caller, scopes: this.config.graph.scopes, record };
    const key = this.keyOf(wanted);
    this.refusals.clear(key);
    return this.waited(wanted, this.maker.make(key, wanted, 'never'));
  }

  private waited({ record }: WantedToken, work: Promise<HeldToken>): Promise<HeldToken> {
    return waited(record, work, ({ source }) => source);
  }

  /** The token, or undefined when it takes more than memory to get one. */
  private cached(wanted: WantedToken): GraphToken | undefined {
    const place = this.placeOf(wanted);
    const entry = place && this.memory.at(place);
    if (entry === undefined) return undefined;
    this.hits.add();
    if (wanted.record !== undefined) wanted.record.tokenSource = 'memory';
    if (place?.isToBeRenewed(this.clock.now()) === true) this.renew(place.key, wanted, entry);
    return entry;
  }

  private async held(wanted: WantedToken): Promise<HeldToken> {
    const cached = this.cached(wanted);
    if (cached !== undefined) return { token: cached, source: 'memory' };
    this.misses.add();
    const key = this.keyOf(wanted);
    const refusal = this.refusals.get(key);
    if (refusal !== undefined) throw refusal;
    return this.maker.make(key, wanted, (look) => look.found);
  }

  /**
   * A newer token than the one given, which turned out not to do. Answers that same one where it is itself the fruit of
   * a replacement moments ago: asking Entra again would change nothing. Throws Problem.
   */
  private async replace(wanted: WantedToken, unfit: GraphToken): Promise<HeldToken> {
    const key = this.keyOf(wanted);
    const current = this.memory.get(key);
    if (current !== undefined && current.accessToken !== unfit.accessToken) return { token: current, source: 'memory' };
    const forcedAt = this.forcedAt.get(unfit);
    if (forcedAt !== undefined && this.clock.now() - forcedAt < FORCED_INTERVAL_MS)
      return { token: unfit, source: 'memory' };
    // Another replica may have found out before.
    const isAnother = ({ found }: SharedLook): SharedLook['found'] =>
      found?.token.accessToken === unfit.accessToken ? undefined : found;
    const joined = this.maker.makes(key);
    let held = await this.maker.make(key, wanted, isAnother);
    // Others were looking for any token at all.
    if (joined && held.token.accessToken === unfit.accessToken) held = await this.maker.make(key, wanted, isAnother);
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
  private placeOf(wanted: WantedToken): Place | undefined {
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

  private keyOf({ caller, scopes }: WantedToken): string {
    return entryKey(caller, { ...this.terms, scopes });
  }

  private forgetHere(name: string): void {
    this.memory.forget(name);
    this.maker.abandon(name);
  }

  /** Also what is just being made: it may have begun before a message that was not heard. */
  private forgetAllHere(): void {
    this.memory.forgetAll();
    this.maker.abandonAll();
  }

  /** In the background, for an entry in use: nobody waits for it, and its failure is nobody's until the entry ends. */
  private renew(key: string, wanted: WantedToken, entry: CacheEntry): void {
    if (this.maker.makes(key)) return;
    const isNewer = ({ found }: SharedLook): SharedLook['found'] =>
      found !== undefined && found.until > entry.until ? found : undefined;
    this.maker.make(key, wanted, isNewer).catch((error: unknown) => {
      this.log.info('renewal_failed', { code: error instanceof Problem ? error.code : 'internal_error' });
      // Not again at every request: when half of what is left has passed.
      const renewAt = this.clock.now() + (entry.until - this.clock.now()) / 2;
      if (this.memory.get(key) === entry) this.memory.set(key, { ...entry, renewAt });
    });
  }
}
