import type { Clock } from '../common/clock.js';

/** A minute, the time in which all limits count, in milliseconds. */
const MINUTE_MS = 60_000;
/** Names counted at the same time; beyond, the oldest half is forgotten, and with it what they have used. */
const MOST_NAMES = 200_000;

/** What one name has used of its minute. */
export interface MinuteCount {
  used: number;
  /** Milliseconds since the epoch. */
  endsAt: number;
}

/**
 * Counts by name, each within a minute of its own that begins with its first use. Without promises and without a timer
 * for each name, because every request passes here; what has ended is dropped with all of its age.
 */
export class MinuteCounts<T extends MinuteCount = MinuteCount> {
  private young = new Map<string, T>();
  private old = new Map<string, T>();
  private turnsAt = 0;

  /** `begin` makes what counts for a name, of a minute that has begun. */
  constructor(
    private readonly clock: Clock,
    private readonly begin: (count: MinuteCount) => T,
  ) {}

  /** The count under way, or a new one. */
  of(name: string): T {
    const now = this.clock.now();
    const young = this.young.get(name);
    if (young !== undefined && young.endsAt > now) return young;
    if (now >= this.turnsAt || this.young.size >= MOST_NAMES / 2) this.turn(now);
    const old = this.old.get(name);
    const count = old !== undefined && old.endsAt > now ? old : this.begin({ used: 0, endsAt: now + MINUTE_MS });
    this.young.set(name, count);
    return count;
  }

  private turn(now: number): void {
    this.old = this.young;
    this.young = new Map();
    this.turnsAt = now + MINUTE_MS;
  }
}
