import { retryAfterMs } from '../common/http/retry-after.js';

/** Longest pause passed on, in seconds. */
const LONGEST = 3_600;
/** What is told where Graph throttles without a time, or with one that makes no sense, in seconds. */
const DEFAULT = 10;

/**
 * The Retry-After a caller gets: whole seconds, from one up to an hour. Of 429 always; of other answers only where
 * Graph's own makes sense.
 */
export function carriedRetryAfter(
  status: number,
  value: string | string[] | undefined,
  now: number,
): string | undefined {
  const pause = retryAfterMs(value, now);
  if (pause === undefined) return status === 429 ? String(DEFAULT) : undefined;
  return String(Math.min(LONGEST, Math.max(1, Math.ceil(pause / 1_000))));
}
