import { Inject, Injectable } from '@nestjs/common';
import { scopeInFull } from '../auth/checks/check-scope.js';
import { Clock } from '../common/clock.js';
import type { RequestRecord } from '../common/http/request-record.js';
import { Log } from '../common/log.js';
import { Meters } from '../common/meters/meters.js';
import { Problem } from '../common/problem/problem.js';
import type { AppConfig } from '../config/app-config.js';
import { APP_CONFIG } from '../config/app-config.js';

import type { RenewableToken } from '../obo/token-answer.js';
import { ExchangeScopes } from '../graph/exchange-scopes.js';
import { OpenOperations } from '../graph/open-operations.js';
import { Exchange } from '../obo/exchange.js';
import type { GraphToken } from '../obo/graph-token.js';
import { identityUnavailable } from '../obo/obo.errors.js';
import { Partitions } from '../obo/partition.js';
import { Refusals } from '../obo/refusals.js';
import { TokenCache } from '../obo/token-cache.js';
import type { TokenHolder } from '../obo/token-holder.js';
import { lifeOf } from '../obo/token-life.js';
import { waited } from '../obo/waited.js';
import { withinTime } from '../obo/within-time.js';
import { noUserBehind } from './handles.errors.js';
import type { OpenHandle } from './handles.js';
import { Handles } from './handles.js';

/** A forced renewal for missing scopes or a 401 of Graph's happens at most once in this time per handle. */
const FORCED_INTERVAL_MS = 30_000;
/** Jobs are few beside users: bounds of what is held for them. */
const BOUNDS = { maxBytes: 16 * 1024 * 1024, maxEntries: 2_000 };

/**
 * Graph tokens for handles: from memory, otherwise by the refresh token, which is renewed with each. Whoever uses one has
 * read the handle from its store just before, so a token outlives its handle by nothing.
 */
@Injectable()
export class HandleTokens {
  private readonly memory: TokenCache;
  private readonly makings = new Map<string, Promise<GraphToken>>();
  private readonly forcedAt = new WeakMap<GraphToken, number>();

  constructor(
    @Inject(APP_CONFIG) private readonly config: AppConfig,
    private readonly clock: Clock,
    private readonly log: Log,
    private readonly handles: Handles,
    private readonly open: OpenOperations,
    private readonly scopes: ExchangeScopes,
    private readonly exchange: Exchange,
    private readonly refusals: Refusals,
    private readonly partitions: Partitions,
    private readonly meters: Meters,
  ) {
    this.memory = new TokenCache(clock, BOUNDS, meters.evictions.of('handles'));
    meters.cacheEntries.set(['handles'], () => this.memory.size);
    meters.cacheBytes.set(['handles'], () => this.memory.bytes);
  }

  /** What a request by this handle uses. */
  holder(handle: OpenHandle, record?: RequestRecord): TokenHolder {
    const { name } = handle.stored;
    return {
      user: handle,
      cached: () => this.cached(name, record),
      get: () => waited(record, this.get(handle, record), () => 'entra'),
      replace: (unfit) => waited(record, this.replace(handle, unfit, record), () => 'entra'),
      forget: () => Promise.resolve(this.memory.delete(name)),
    };
  }

  private cached(name: string, record: RequestRecord | undefined): GraphToken | undefined {
    const found = this.memory.get(name);
    this.meters.cacheLookups.of('handles', found === undefined ? 'miss' : 'hit').add();
    if (found !== undefined && record !== undefined) record.tokenSource = 'memory';
    return found;
  }

  private get(handle: OpenHandle, record: RequestRecord | undefined): Promise<GraphToken> {
    const refusal = this.refusals.get(handle.stored.name);
    return refusal === undefined ? this.made(handle, record) : Promise.reject(refusal);
  }

  private async replace(handle: OpenHandle, unfit: GraphToken, record: RequestRecord | undefined): Promise<GraphToken> {
    const current = this.memory.get(handle.stored.name);
    if (current !== undefined && current.accessToken !== unfit.accessToken) return current;
    const forcedAt = this.forcedAt.get(unfit);
    if (forcedAt !== undefined && this.clock.now() - forcedAt < FORCED_INTERVAL_MS) return unfit;
    const token = await this.made(handle, record);
    this.forcedAt.set(token, this.clock.now());
    return token;
  }

  /** One renewal for all who miss at once; who goes away does not end it for the others. */
  private made(handle: OpenHandle, record: RequestRecord | undefined): Promise<GraphToken> {
    const { name } = handle.stored;
    if (this.makings.has(name)) this.meters.joined.of('handle').add();
    const making = this.makings.get(name) ?? this.make(handle, record).finally(() => this.makings.delete(name));
    this.makings.set(name, making);
    return withinTime(making, this.config.limits.identityWaitMs);
  }

  private async make(handle: OpenHandle, record: RequestRecord | undefined): Promise<GraphToken> {
    const { token, refreshToken } = await this.renewed(handle, record);
    if (refreshToken !== undefined && !(await this.handles.rotate(handle, refreshToken)))
      await this.expectInForce(handle);
    // Its own end is looked at with each use.
    const life = lifeOf(token, { expiresAt: Number.MAX_SAFE_INTEGER }, this.clock.now());
    const entry = { ...token, until: life.until, partition: this.partitions.of(handle) };
    this.memory.set(handle.stored.name, entry);
    return entry;
  }

  private async renewed(handle: OpenHandle, record: RequestRecord | undefined): Promise<RenewableToken> {
    try {
      return await this.exchange.renew(handle.tenantId, handle.refreshToken, this.scopesOf(handle), record?.span);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (error.code === 'invalid_token') throw await this.ended(handle, error);
      this.refusals.remember(handle.stored.name, error);
      throw error;
    }
  }

  /** What its operations need, as when it was made. */
  private scopesOf({ operations }: OpenHandle): readonly string[] {
    return this.scopes.ofAll(operations.flatMap((text) => this.open.named(text)?.operation ?? []));
  }

  /** Entra takes the refresh token no more: unless another replica has put a newer one there meanwhile, this is the end. */
  private async ended(handle: OpenHandle, cause: Problem): Promise<Problem> {
    if (await this.handles.endUnrenewable(handle)) this.log.info('handle_ended', { reason: 'session_ended' });
    else if ((await this.handles.read(handle.stored.name)) !== undefined) return identityUnavailable(1, cause);
    return this.noUser(cause);
  }

  /** Another replica may have renewed it at the same time: both tokens are good. Or it was ended: then none is. */
  private async expectInForce(handle: OpenHandle): Promise<void> {
    if ((await this.handles.read(handle.stored.name)) === undefined) throw this.noUser();
  }

  private noUser(cause?: unknown): Problem {
    return noUserBehind(scopeInFull(this.config.identity, this.config.api.scope), cause);
  }
}
