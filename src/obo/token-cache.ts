import { LRUCache } from 'lru-cache';
import type { Clock } from '../common/clock.js';
import type { GraphToken } from './graph-token.js';
import type { Partition } from './partition.js';

/** Bookkeeping of one entry beside its token, in bytes, measured generously. */
const ENTRY_OVERHEAD = 900;

/** A token as it is held, with its end and whose it is. */
export interface CacheEntry extends GraphToken {
  /** Milliseconds since the epoch. */
  readonly until: number;
  /** From then on, whoever uses the entry has it renewed; absent where renewing gains nothing. */
  readonly renewAt?: number;
  readonly partition: Partition;
}

/** The memory level: bounded by bytes and by count, every entry with an end and in its user's partition. */
export class TokenCache {
  private readonly entries: LRUCache<string, CacheEntry>;
  private readonly partitions = new Map<string, Set<string>>();

  constructor(
    private readonly clock: Clock,
    bounds: { readonly maxBytes: number; readonly maxEntries: number },
  ) {
    this.entries = new LRUCache({
      max: bounds.maxEntries,
      maxSize: bounds.maxBytes,
      sizeCalculation: ({ accessToken, scopes }) => accessToken.length + scopes.size * 64 + ENTRY_OVERHEAD,
      dispose: ({ partition }, key) => this.unlist(partition, key),
    });
  }

  get size(): number {
    return this.entries.size;
  }

  get(key: string): CacheEntry | undefined {
    const entry = this.entries.get(key);
    if (entry === undefined) return undefined;
    if (this.clock.now() < entry.until) return entry;
    this.entries.delete(key);
    return undefined;
  }

  /** What has ended already is not kept. */
  set(key: string, entry: CacheEntry): void {
    if (!(entry.until > this.clock.now())) return;
    this.entries.set(key, entry);
    // Too large for the bounds: it was not kept.
    if (!this.entries.has(key)) return;
    for (const name of entry.partition) {
      const listed = this.partitions.get(name);
      if (listed === undefined) this.partitions.set(name, new Set([key]));
      else listed.add(key);
    }
  }

  delete(key: string): void {
    this.entries.delete(key);
  }

  /** Everything of one user; `name` is any name of the partition. */
  forget(name: string): void {
    for (const key of this.partitions.get(name) ?? []) this.entries.delete(key);
  }

  forgetAll(): void {
    this.entries.clear();
  }

  private unlist(partition: Partition, key: string): void {
    for (const name of partition) {
      const listed = this.partitions.get(name);
      listed?.delete(key);
      if (listed?.size === 0) this.partitions.delete(name);
    }
  }
}
