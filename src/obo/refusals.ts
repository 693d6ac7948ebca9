import { LRUCache } from 'lru-cache';
import type { Clock } from '../common/clock.js';
import type { ProblemCode } from '../common/problem/problem-codes.js';
import type { Problem } from '../common/problem/problem.js';

const LIFE_MS = 5_000;
const MAX_ENTRIES = 10_000;

/**
 * What no repetition changes within seconds. Not among them: challenges, which the caller is just satisfying, consent,
 * which the user is just giving, outages, and our own misconfiguration, which is just being mended.
 */
const DEFINITIVE: ReadonlySet<ProblemCode> = new Set(['access_blocked', 'client_not_allowed', 'invalid_token']);

/** Entra's definitive refusals, remembered for seconds, so that a client in a loop does not carry it to Entra. */
export class Refusals {
  private readonly refusals = new LRUCache<string, { readonly problem: Problem; readonly until: number }>({
    max: MAX_ENTRIES,
  });

  constructor(private readonly clock: Clock) {}

  get(key: string): Problem | undefined {
    const refusal = this.refusals.get(key);
    return refusal !== undefined && this.clock.now() < refusal.until ? refusal.problem : undefined;
  }

  remember(key: string, problem: Problem): void {
    if (DEFINITIVE.has(problem.code)) this.refusals.set(key, { problem, until: this.clock.now() + LIFE_MS });
  }

  clear(key: string): void {
    this.refusals.delete(key);
  }
}
