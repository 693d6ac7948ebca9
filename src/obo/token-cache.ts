import { LRUCache } from 'lru-cache';
import type { Clock } from '../common/clock.js';
import type { GraphToken } from './graph-token.js';

/** Bookkeeping of one entry beside its token, in bytes, measured generously. */
const ENTRY_OVERHEAD = 700;

/** The memory level: bounded by bytes and by count, every entry with an end. */
export class TokenCache {
  private readonly entries: LRUCache<string, GraphToken & { readonly until: number }>;

  constructor(
    private readonly clock: Clock,
    bounds: { readonly maxBytes: number; readonly maxEntries: number },
  ) {
    this.entries = new LRUCache({
      max: bounds.maxEntries,
      maxSize: bounds.maxBytes,
      sizeCalculation: ({ accessToken, scopes }) => accessToken.length + scopes.size * 32 + ENTRY_OVERHEAD,
    });
  }

  get(key: string): GraphToken | undefined {
    const entry = this.entries.get(key);
    if (entry === undefined) return undefined;
    if (this.clock.now() < entry.until) return entry;
    this.entries.delete(key);
    return undefined;
  }

  /** `until` in milliseconds since the epoch; what has ended already is not kept. */
  set(key: string, token: GraphToken, until: number): void {
    if (until > this.clock.now()) this.entries.set(key, { ...token, until });
  }

  delete(key: string): void {
    this.entries.delete(key);
  }
}
