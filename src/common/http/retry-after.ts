/** IMF-fixdate, the only form senders may write (RFC 9110 section 5.6.7). */
const DATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/**
 * What a Retry-After means, in milliseconds from `now`: whole or decimal seconds, or a date (RFC 9110 section 10.2.3).
 * Undefined where there is none or it makes no sense.
 */
export function retryAfterMs(value: string | string[] | undefined, now: number): number | undefined {
  if (typeof value !== 'string') return undefined;
  if (/^\d{1,10}(?:\.\d{1,10})?$/.test(value)) return Number(value) * 1_000;
  if (!DATE.test(value)) return undefined;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
