import { Inject, Injectable } from '@nestjs/common';
import type { Caller } from '../common/caller.js';
import { Clock } from '../common/clock.js';
import type { AppConfig } from '../config/app-config.js';
import { APP_CONFIG } from '../config/app-config.js';
import type { ExchangeTerms } from './entry-key.js';
import { entryKey } from './entry-key.js';
import { Exchange } from './exchange.js';
import type { GraphToken, TokenSource } from './graph-token.js';
import { TokenCache } from './token-cache.js';

/** A cached token is given up this long before its end, so that it does not end on its way to Graph. */
const SKEW_MS = 60_000;
/** Entra never gives longer; a stranger number in `expires_in` is not believed. */
const MAX_LIFE_MS = 28 * 3_600_000;
/** A forced exchange for missing scopes or a 401 of Graph's happens at most once in this time per entry. */
const FORCED_INTERVAL_MS = 30_000;

export interface HeldToken {
  readonly token: GraphToken;
  readonly source: TokenSource;
}

/**
 * Graph tokens for callers: from memory, otherwise by an exchange that all who miss the same entry at once share. A
 * caller that goes away does not end it for the others; a failed exchange is not kept.
 */
@Injectable()
export class GraphTokens {
  private readonly exchanges = new Map<string, Promise<GraphToken>>();
  private readonly forcedAt = new WeakMap<GraphToken, number>();
  private readonly terms: ExchangeTerms;

  constructor(
    @Inject(APP_CONFIG) private readonly config: AppConfig,
    private readonly clock: Clock,
    private readonly cache: TokenCache,
    private readonly exchange: Exchange,
  ) {
    const { authorityHost, clientId } = config.identity;
    this.terms = { authorityHost, clientId, scopes: config.graph.scopes };
  }

  /** The token for this caller, or undefined when it takes an exchange to get one. */
  cached(caller: Caller): GraphToken | undefined {
    return this.cache.get(entryKey(caller, this.terms));
  }

  /** The token for this caller. Throws Problem. */
  async get(caller: Caller): Promise<HeldToken> {
    const key = entryKey(caller, this.terms);
    const cached = this.cache.get(key);
    if (cached !== undefined) return { token: cached, source: 'memory' };
    return { token: await this.joined(key, caller), source: 'entra' };
  }

  /**
   * A newer token than the one given, which turned out not to do. Answers that same one where it is itself the fruit of
   * a replacement moments ago: asking Entra again would change nothing. Throws Problem.
   */
  async replace(caller: Caller, unfit: GraphToken): Promise<GraphToken> {
    const key = entryKey(caller, this.terms);
    const current = this.cache.get(key);
    if (current !== undefined && current.accessToken !== unfit.accessToken) return current;
    const forcedAt = this.forcedAt.get(unfit);
    if (forcedAt !== undefined && this.clock.now() - forcedAt < FORCED_INTERVAL_MS) return unfit;
    this.cache.delete(key);
    const token = await this.joined(key, caller);
    this.forcedAt.set(token, this.clock.now());
    return token;
  }

  /** Gives up the token of this caller: the next call exchanges anew. */
  forget(caller: Caller): void {
    this.cache.delete(entryKey(caller, this.terms));
  }

  private joined(key: string, caller: Caller): Promise<GraphToken> {
    const underWay = this.exchanges.get(key);
    if (underWay !== undefined) return underWay;
    const started = this.exchanged(key, caller).finally(() => this.exchanges.delete(key));
    this.exchanges.set(key, started);
    return started;
  }

  private async exchanged(key: string, caller: Caller): Promise<GraphToken> {
    const token = await this.exchange.run(caller, this.config.graph.scopes);
    const now = this.clock.now();
    const end = Math.min(token.expiresAt, caller.expiresAt * 1000, now + MAX_LIFE_MS);
    this.cache.set(key, token, end - SKEW_MS);
    return this.cache.get(key) ?? token;
  }
}
