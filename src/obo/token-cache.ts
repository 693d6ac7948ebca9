import type { Clock } from '../common/clock.js';
import { Count } from '../common/meters/instruments.js';
import { Held, SecondChanceCache } from '../common/second-chance-cache.js';
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

/** Where an entry lies: whoever keeps it finds the entry again without a look-up, or nothing once it is gone. */
export class Place extends Held {
  private readonly renewSecond: number | undefined;

  constructor(
    readonly key: string,
    public entry: CacheEntry | undefined,
    weight: number,
    { until, renewAt }: Pick<CacheEntry, 'until' | 'renewAt'>,
  ) {
    super(weight, until);
    this.renewSecond = renewAt === undefined ? undefined : Math.ceil(renewAt / 1000);
  }

  isToBeRenewed(now: number): boolean {
    return this.renewSecond !== undefined && now >= this.renewSecond * 1000;
  }
}

/** The memory level: bounded by bytes and by count, every entry with an end and in its user's partition. */
export class TokenCache {
  private readonly places: SecondChanceCache<Place>;
  private readonly partitions = new Map<string, Set<string>>();

  constructor(
    private readonly clock: Clock,
    bounds: { readonly maxBytes: number; readonly maxEntries: number },
    evictions: Count = new Count(),
  ) {
    this.places = new SecondChanceCache(bounds, (place) => this.vacate(place), evictions);
  }

  get size(): number {
    return this.places.size;
  }

  get bytes(): number {
    return this.places.bytes;
  }

  get(key: string): CacheEntry | undefined {
    const place = this.place(key);
    return place && this.at(place);
  }

  /** Where the entry of this name lies, if there is one. */
  place(key: string): Place | undefined {
    return this.places.get(key);
  }

  /** What lies there now. */
  at(place: Place): CacheEntry | undefined {
    const { entry } = place;
    if (entry === undefined) return undefined;
    if (place.hasEnded(this.clock.now())) {
      this.places.delete(place.key);
      return undefined;
    }
    place.used = true;
    return entry;
  }

  /** What has ended already, or is too large for the bounds, is not kept. */
  set(key: string, entry: CacheEntry): void {
    if (!(entry.until > this.clock.now())) return;
    const weight = entry.accessToken.length + entry.scopes.size * 64 + ENTRY_OVERHEAD;
    if (!this.places.set(key, new Place(key, entry, weight, entry))) return;
    for (const name of entry.partition) {
      const listed = this.partitions.get(name);
      if (listed === undefined) this.partitions.set(name, new Set([key]));
      else listed.add(key);
    }
  }

  delete(key: string): void {
    this.places.delete(key);
  }

  /** Everything of one user; `name` is any name of the partition. */
  forget(name: string): void {
    for (const key of this.partitions.get(name) ?? []) this.places.delete(key);
  }

  forgetAll(): void {
    this.places.clear();
  }

  /** Whoever kept the place shall keep no token. */
  private vacate(place: Place): void {
    for (const name of place.entry?.partition ?? []) {
      const listed = this.partitions.get(name);
      listed?.delete(place.key);
      if (listed?.size === 0) this.partitions.delete(name);
    }
    place.entry = undefined;
  }
}
