import { InvalidToken } from '../auth.errors.js';

/** Longest life of an access token Entra gives: 28 h, for clients with continuous access evaluation. */
const MAX_LIFETIME_SECONDS = 28 * 3600;

/** Times of a token in seconds since the epoch. */
export interface TokenTimes {
  readonly iat: number;
  readonly nbf?: number | undefined;
  readonly exp: number;
}

/** A token is used within its life, give or take the skew, and its life is one that Entra gives. Throws InvalidToken. */
export function checkTimes({ iat, nbf, exp }: TokenTimes, now: number, skew: number): void {
  if (exp - iat > MAX_LIFETIME_SECONDS) throw new InvalidToken('lifetime');
  const begins = Math.max(iat, nbf ?? iat);
  if (begins >= exp || now >= exp + skew || begins > now + skew) throw new InvalidToken('times');
}
