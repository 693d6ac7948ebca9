import { Count } from './meters/instruments.js';

/** What a SecondChanceCache holds. */
export abstract class Held {
  /** Set at each use; the cache takes it back when it looks for what may go. */
  used = false;
  // Small integers lie in the object itself; a time in milliseconds would be one more place in memory to look at.
  private readonly endSecond: number;
  private readonly endMillisecond: number;

  constructor(
    /** Of one's own and nothing but this, in bytes. */
    readonly weight: number,
    /** Milliseconds since the epoch. */
    until: number,
  ) {
    this.endSecond = Math.floor(until / 1000);
    this.endMillisecond = Math.ceil(until - this.endSecond * 1000);
  }

  hasEnded(now: number): boolean {
    return now >= this.endSecond * 1000 + this.endMillisecond;
  }
}

/** Entries in use that are passed over, at most, until one goes all the same: making room takes no longer than this. */
const MAX_CHANCES = 64;

/**
 * A map bounded by count and bytes, in which what was not used for long gives way. Use leaves a mark on the entry itself
 * and moves nothing: with many entries each further place in memory that a look-up touches costs more than the look-up.
 */
export class SecondChanceCache<T extends Held> {
  private readonly entries = new Map<string, T>();
  private weight = 0;
  /** Where the search for what may go stands; one iterator, because a new one would walk over all that is gone. */
  private hand: Iterator<[string, T]> | undefined;

  constructor(
    private readonly bounds: { readonly maxBytes: number; readonly maxEntries?: number },
    private readonly dropped: (entry: T, name: string) => void = () => undefined,
    /** Counts what gave way before its end. */
    private readonly evictions: Count = new Count(),
  ) {}

  get size(): number {
    return this.entries.size;
  }

  /** Of all entries, in bytes. */
  get bytes(): number {
    return this.weight;
  }

  get(name: string): T | undefined {
    const entry = this.entries.get(name);
    if (entry !== undefined) entry.used = true;
    return entry;
  }

  /** False where it alone is more than may be held: then nothing lies there. */
  set(name: string, entry: T): boolean {
    this.delete(name);
    if (entry.weight > this.bounds.maxBytes) return false;
    this.makeRoomFor(entry);
    this.entries.set(name, entry);
    this.weight += entry.weight;
    return true;
  }

  delete(name: string): void {
    const entry = this.entries.get(name);
    if (entry !== undefined) this.drop(name, entry);
  }

  clear(): void {
    for (const [name, entry] of this.entries) this.drop(name, entry);
    this.hand = undefined;
  }

  private makeRoomFor({ weight }: T): void {
    const { maxBytes, maxEntries = Infinity } = this.bounds;
    while (this.entries.size > 0 && (this.weight + weight > maxBytes || this.entries.size >= maxEntries)) {
      const [name, entry] = this.dispensable();
      this.evictions.add();
      this.drop(name, entry);
    }
  }

  private dispensable(): [string, T] {
    for (let chances = 0; ; chances += 1) {
      const found = this.next();
      if (!found[1].used || chances === MAX_CHANCES) return found;
      found[1].used = false;
    }
  }

  /** Round and round; there is at least one. */
  private next(): [string, T] {
    for (;;) {
      this.hand ??= this.entries.entries();
      const step = this.hand.next();
      if (step.done !== true) return step.value;
      this.hand = undefined;
    }
  }

  private drop(name: string, entry: T): void {
    this.entries.delete(name);
    this.weight -= entry.weight;
    this.dropped(entry, name);
  }
}
