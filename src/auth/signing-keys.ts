import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import { Inject, Injectable } from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Dispatcher } from 'undici';
import { Clock } from '../common/clock.js';
import { Log } from '../common/log.js';
import { Outbound } from '../common/outbound/outbound.js';
import type { AppConfig } from '../config/app-config.js';
import { APP_CONFIG } from '../config/app-config.js';
import { keysUnavailable } from './auth.errors.js';
import type { EntraMetadata, SigningKey } from './entra-metadata.js';
import { readEntraMetadata } from './entra-metadata.js';

/** A signing key together with the issuer facts it was published with. */
export interface KnownKey extends SigningKey {
  readonly metadata: EntraMetadata;
}

/**
 * Entra's signing keys. Refreshed in the background, kept for a day when Entra cannot be reached, and fetched again for
 * an unknown `kid`: one fetch at a time, at most one per cooldown, whoever asks meanwhile waits for the next one.
 */
@Injectable()
export class SigningKeys implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly dispatcher: Dispatcher;
  private current: { metadata: EntraMetadata; fetchedAt: number } | undefined;
  private fetching: Promise<void> | undefined;
  /** The fetch under way has left the cooldown behind. */
  private asking = false;
  private fetchAllowedAt = 0;
  private refreshTimer: NodeJS.Timeout | undefined;
  private readonly ended = new AbortController();
  private readonly changed: (() => void)[] = [];

  constructor(
    @Inject(APP_CONFIG) private readonly config: AppConfig,
    private readonly clock: Clock,
    private readonly log: Log,
    outbound: Outbound,
  ) {
    this.dispatcher = outbound.agent({ headersTimeout: config.limits.identityTimeoutMs, connections: 2 });
  }

  onApplicationBootstrap(): void {
    // A failure here is told by readiness and by the first caller's 503; starting does not wait for Entra.
    void this.refresh();
  }

  onModuleDestroy(): void {
    clearTimeout(this.refreshTimer);
    this.ended.abort();
  }

  /** Whether there are keys to check tokens with. */
  get ready(): boolean {
    return this.usable !== undefined;
  }

  /** Calls back after the set of keys became another one. */
  onChange(listener: () => void): void {
    this.changed.push(listener);
  }

  /** Known now, without waiting. */
  get(kid: string): KnownKey | undefined {
    const metadata = this.usable;
    const key = metadata?.keys.get(kid);
    return metadata === undefined || key === undefined ? undefined : { ...key, metadata };
  }

  /** The key of this id, fetched when it is unknown; undefined when Entra does not have it either. Throws `identity_unavailable`. */
  async find(kid: string): Promise<KnownKey | undefined> {
    const known = this.get(kid);
    if (known !== undefined) return known;
    // A fetch that was on its way before may have been answered before this key was published: then the next one counts.
    const late = this.asking;
    const failure =
      (await this.fetchFailure()) ?? (late && this.get(kid) === undefined ? await this.fetchFailure() : undefined);
    const found = this.get(kid);
    // Whether an unknown key is a forgery or news that could not be fetched cannot be told: an outage is never a 401.
    if (found === undefined && failure !== undefined) throw keysUnavailable(failure);
    return found;
  }

  private get usable(): EntraMetadata | undefined {
    if (this.current === undefined) return undefined;
    return this.clock.now() - this.current.fetchedAt < this.config.limits.keysMaxAgeMs
      ? this.current.metadata
      : undefined;
  }

  /** Without keys the process is not ready, so no caller comes whose token would ask for them: they are asked for until they are there. */
  private async refresh(): Promise<void> {
    await this.fetchFailure();
    if (this.ended.signal.aborted) return;
    const { keysRefreshMs, keysCooldownMs } = this.config.limits;
    this.refreshTimer = setTimeout(() => void this.refresh(), this.ready ? keysRefreshMs : keysCooldownMs).unref();
  }

  private fetchFailure(): Promise<unknown> {
    return this.fetch().then(
      () => undefined,
      (cause: unknown) => cause ?? new Error('unknown'),
    );
  }

  private fetch(): Promise<void> {
    this.fetching ??= this.fetchAfterCooldown().finally(() => {
      this.fetching = undefined;
    });
    return this.fetching;
  }

  private async fetchAfterCooldown(): Promise<void> {
    const wait = this.fetchAllowedAt - performance.now();
    if (wait > 0) await sleep(wait, undefined, { signal: this.ended.signal, ref: false });
    const { identity, limits } = this.config;
    this.asking = true;
    try {
      const metadata = await readEntraMetadata(
        this.dispatcher,
        identity.authorityHost,
        identity.tenant,
        limits.identityTimeoutMs,
      );
      this.replace(metadata);
    } catch (error) {
      this.log.warn('signing_keys_fetch_failed', { reason: error instanceof Error ? error.message : 'unknown' });
      throw error;
    } finally {
      this.asking = false;
      this.fetchAllowedAt = performance.now() + (this.ready ? limits.keysCooldownMs : limits.keysRetryMs);
    }
  }

  private replace(metadata: EntraMetadata): void {
    const before = this.current?.metadata.keys;
    this.current = { metadata, fetchedAt: this.clock.now() };
    if (before !== undefined && sameKeys(before, metadata.keys)) return;
    this.log.info('signing_keys_changed', { count: metadata.keys.size });
    for (const listener of this.changed) listener();
  }
}

function sameKeys(before: EntraMetadata['keys'], after: EntraMetadata['keys']): boolean {
  if (before.size !== after.size) return false;
  return [...after].every(([kid, { key, issuer }]) => {
    const old = before.get(kid);
    return old !== undefined && old.issuer === issuer && old.key.equals(key);
  });
}
