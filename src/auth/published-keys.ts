import { setTimeout as sleep } from 'node:timers/promises';
import type { Dispatcher } from 'undici';
import type { Clock } from '../common/clock.js';
import type { IdentityStanding } from '../common/identity-standing.js';
import type { Log } from '../common/log.js';
import type { Meters } from '../common/meters/meters.js';
import type { Limits } from '../config/app-config.js';
import type { EntraMetadata } from './entra-metadata.js';
import { readEntraMetadata } from './entra-metadata.js';
import type { MetadataSource } from './metadata-source.js';

export interface PublishedKeysOptions {
  readonly source: MetadataSource;
  readonly dispatcher: Dispatcher;
  readonly limits: Limits;
  readonly clock: Clock;
  readonly log: Log;
  readonly standing: IdentityStanding;
  readonly meters: Meters;
  /** Called after the set of keys became another one. */
  readonly changed: () => void;
}

/**
 * One issuer with its signing keys: one fetch at a time, at most one per cooldown, whoever asks meanwhile waits for the
 * next one. Refreshed in the background once begun, the last good ones kept for a day.
 */
export class PublishedKeys {
  private current: { metadata: EntraMetadata; fetchedAt: number } | undefined;
  private fetching: Promise<void> | undefined;
  /** The fetch under way has left the cooldown behind. */
  private asking = false;
  private fetchAllowedAt = 0;
  private refreshTimer: NodeJS.Timeout | undefined;
  private begun = false;
  private readonly ended = new AbortController();

  constructor(private readonly options: PublishedKeysOptions) {}

  /** Known now; undefined where nothing was fetched within the last day. */
  get metadata(): EntraMetadata | undefined {
    const { current } = this;
    if (current === undefined) return undefined;
    const { clock, limits } = this.options;
    return clock.now() - current.fetchedAt < limits.keysMaxAgeMs ? current.metadata : undefined;
  }

  /** Since they were fetched; NaN where there are none. */
  get ageSeconds(): number {
    return this.metadata === undefined
      ? Number.NaN
      : (this.options.clock.now() - (this.current?.fetchedAt ?? 0)) / 1000;
  }

  /** Fetches in the background from now on, at once where there is nothing yet; does nothing the second time. */
  begin(): void {
    if (this.begun) return;
    this.begun = true;
    if (this.metadata === undefined) void this.refresh();
    else this.refreshLater();
  }

  end(): void {
    clearTimeout(this.refreshTimer);
    this.ended.abort();
  }

  /** Fetches until `found` says that what was looked for is there, at most twice. Answers why it could not, if so. */
  async look(found: () => boolean): Promise<unknown> {
    if (found()) return undefined;
    // A fetch that was on its way before may have been answered before this key was published: then the next one counts.
    const late = this.asking;
    return (await this.fetchFailure()) ?? (late && !found() ? await this.fetchFailure() : undefined);
  }

  /** Without keys the process is not ready, so no caller comes whose token would ask for them: they are asked for until they are there. */
  private async refresh(): Promise<void> {
    await this.fetchFailure();
    if (!this.ended.signal.aborted) this.refreshLater();
  }

  private refreshLater(): void {
    const { keysRefreshMs, keysCooldownMs } = this.options.limits;
    const wait = this.metadata === undefined ? keysCooldownMs : keysRefreshMs;
    this.refreshTimer = setTimeout(() => void this.refresh(), wait).unref();
  }

  private fetchFailure(): Promise<unknown> {
    return this.fetch().then(
      () => undefined,
      (cause: unknown) => cause ?? new Error('unknown'),
    );
  }

  private fetch(): Promise<void> {
    if (this.fetching !== undefined) this.options.meters.joined.of('keys').add();
    this.fetching ??= this.fetchAfterCooldown().finally(() => {
      this.fetching = undefined;
    });
    return this.fetching;
  }

  private async fetchAfterCooldown(): Promise<void> {
    const { source, dispatcher, limits, log, standing, meters } = this.options;
    const wait = this.fetchAllowedAt - performance.now();
    if (wait > 0) await sleep(wait, undefined, { signal: this.ended.signal, ref: false });
    this.asking = true;
    try {
      this.replace(
        await readEntraMetadata(dispatcher, source, limits.identityTimeoutMs, (there) => this.compare(there)),
      );
      standing.answered();
      meters.keyFetches.of('ok').add();
    } catch (error) {
      standing.failed();
      meters.keyFetches.of('failed').add();
      log.warn('signing_keys_fetch_failed', { reason: error instanceof Error ? error.message : 'unknown' });
      throw error;
    } finally {
      this.asking = false;
      this.fetchAllowedAt =
        performance.now() + (this.metadata === undefined ? limits.keysRetryMs : limits.keysCooldownMs);
    }
  }

  /** A clock beyond the skew makes good tokens look expired or not yet valid, and the other way round. */
  private compare(there: number): void {
    const { clock, limits, log, standing } = this.options;
    const seconds = Math.round((clock.now() - there) / 1000);
    const skewed = Math.abs(seconds) > limits.clockSkewSeconds;
    if (skewed) log.warn('clock_skewed', { seconds });
    standing.clockCompared(skewed);
  }

  private replace(metadata: EntraMetadata): void {
    const before = this.current?.metadata.keys;
    this.current = { metadata, fetchedAt: this.options.clock.now() };
    if (before !== undefined && sameKeys(before, metadata.keys)) return;
    this.options.log.info('signing_keys_changed', { count: metadata.keys.size });
    this.options.changed();
  }
}

function sameKeys(before: EntraMetadata['keys'], after: EntraMetadata['keys']): boolean {
  if (before.size !== after.size) return false;
  return [...after].every(([kid, { key, issuer }]) => {
    const old = before.get(kid);
    return old !== undefined && old.issuer === issuer && old.key.equals(key);
  });
}
