import { describe, expect, it } from 'vitest';
import { reconnectPause } from './reconnect-pause.js';

const ATTEMPTS = [1, 2, 3, 4, 5, 6, 10, 100, 10_000];

describe('C28 the pause before Redis is tried again', () => {
  it('doubles with each attempt, up to two seconds and never beyond', () => {
    const longest = ATTEMPTS.map((attempt) => reconnectPause(attempt, () => 1));
    expect(longest).toEqual([100, 200, 400, 800, 1_600, 2_000, 2_000, 2_000, 2_000]);
  });

  it('is never none: at least half of what it may be', () => {
    const shortest = ATTEMPTS.map((attempt) => reconnectPause(attempt, () => 0));
    expect(shortest).toEqual([50, 100, 200, 400, 800, 1_000, 1_000, 1_000, 1_000]);
  });

  it('is another one for each replica', () => {
    expect(new Set(Array.from({ length: 100 }, () => reconnectPause(6))).size).toBeGreaterThan(90);
  });
});
