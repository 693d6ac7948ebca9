/** Longest pause passed on, in seconds. */
const LONGEST = 3_600;
/** What is told where Graph throttles without a time, or with one that makes no sense, in seconds. */
const DEFAULT = 10;
/** IMF-fixdate, the only form senders may write (RFC 9110 section 5.6.7). */
const DATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/**
 * What a Retry-After of Graph's means, in milliseconds from `now`: whole or decimal seconds, or a date. Undefined where
 * there is none or it makes no sense.
 */
export function retryAfterMs(value: string | string[] | undefined, now: number): number | undefined {
  if (typeof value !== 'string') return undefined;
  if (/^\d{1,10}(?:\.\d{1,10})?$/.test(value)) return Number(value) * 1_000;
  if (!DATE.test(value)) return undefined;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

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
