import { Problem } from '../common/problem/problem.js';

/** What a user has left of the minute under way. */
export interface Allowance {
  readonly limit: number;
  readonly remaining: number;
  /** Seconds until all of it is there again. */
  readonly reset: number;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Set once a request has been counted for its user; absent where there is no limit. */
    allowance?: Allowance;
  }
}

const NONE = {};

/**
 * The three RateLimit fields of the IETF draft as SharePoint sends them behind Graph, which is what clients of Graph's
 * read (draft-ietf-httpapi-ratelimit-headers-03).
 */
export function allowanceHeaders(allowance: Allowance | undefined): Readonly<Record<string, number>> {
  if (allowance === undefined) return NONE;
  const { limit, remaining, reset } = allowance;
  return { 'ratelimit-limit': limit, 'ratelimit-remaining': remaining, 'ratelimit-reset': reset };
}

/** Too much was asked for; `retryAfter` in seconds. */
export function rateLimited(retryAfter: number, detail?: string): Problem {
  return new Problem('rate_limited', { retryAfter: Math.max(1, retryAfter), ...(detail !== undefined && { detail }) });
}
