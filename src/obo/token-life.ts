import type { Caller } from '../common/caller.js';
import type { GraphToken } from './graph-token.js';

/** A cached token is given up this long before its end, so that it does not end on its way to Graph. */
const SKEW_MS = 60_000;
/** Entra never gives longer; a stranger number in `expires_in` is not believed. */
const MAX_LIFE_MS = 28 * 3_600_000;
/** Renewal begins when this share of an entry's life is left. */
const RENEWAL_SHARE = 0.2;
/** Renewals of entries made together do not come together. */
const JITTER_SHARE = 0.05;

export interface TokenLife {
  readonly until: number;
  readonly renewAt?: number;
}

/**
 * How long a Graph token may be used for this assertion: until one of the two ends. Where the Graph token ends first it
 * is to be renewed ahead of that; where the assertion does, only a new assertion helps. Milliseconds since the epoch.
 */
export function lifeOf(token: GraphToken, caller: Pick<Caller, 'expiresAt'>, now: number): TokenLife {
  const tokenEnd = Math.min(token.expiresAt, now + MAX_LIFE_MS);
  const assertionEnd = caller.expiresAt * 1000;
  const until = Math.min(tokenEnd, assertionEnd) - SKEW_MS;
  if (tokenEnd >= assertionEnd) return { until };
  const life = until - now;
  return { until, renewAt: until - life * (RENEWAL_SHARE + Math.random() * JITTER_SHARE) };
}
