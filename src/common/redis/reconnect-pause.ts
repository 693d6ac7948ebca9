const FIRST_MS = 100;
const LONGEST_MS = 2_000;

/**
 * Milliseconds until the next attempt to connect, doubled with each up to two seconds. Up to half of it is left to chance,
 * so that replicas that lost Redis together do not come back to it in step.
 */
export function reconnectPause(attempt: number, random: () => number = Math.random): number {
  return Math.min(FIRST_MS * 2 ** (attempt - 1), LONGEST_MS) * (0.5 + random() / 2);
}
