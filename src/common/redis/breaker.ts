import type { Clock } from '../clock.js';

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5_000;

/**
 * Keeps callers from waiting for a store that does not answer: after a failure nobody tries for a pause, then one does;
 * each further failure doubles the pause, up to five seconds, with jitter so that replicas do not try in step.
 */
export class Breaker {
  private failures = 0;
  private closedUntil = 0;
  private probing = false;

  constructor(
    private readonly clock: Clock,
    private readonly random: () => number = Math.random,
  ) {}

  /** Whether the last attempt failed. */
  get open(): boolean {
    return this.failures > 0;
  }

  /** Whether this caller may try now; who may must say how it went. */
  tryNow(): boolean {
    if (!this.open) return true;
    if (this.probing || this.clock.now() < this.closedUntil) return false;
    this.probing = true;
    return true;
  }

  succeeded(): void {
    this.failures = 0;
    this.probing = false;
  }

  failed(): void {
    const pause = Math.min(FIRST_PAUSE_MS * 2 ** this.failures, LONGEST_PAUSE_MS);
    this.failures = Math.min(this.failures + 1, 16);
    this.closedUntil = this.clock.now() + pause * (0.5 + this.random() / 2);
    this.probing = false;
  }
}
