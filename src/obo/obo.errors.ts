import type { Remedy } from '../common/problem/problem-codes.js';
import { Problem } from '../common/problem/problem.js';

/** Seconds to wait where Entra names none. */
const DEFAULT_RETRY_AFTER = 5;
/** Nobody waits longer than this for one user's throttling. */
const MAX_RETRY_AFTER = 300;

/** Entra is unreachable, silent, overloaded or throttling. */
export function identityUnavailable(retryAfter: number | undefined, cause: unknown): Problem {
  const seconds = Math.min(Math.max(Math.ceil(retryAfter ?? DEFAULT_RETRY_AFTER), 1), MAX_RETRY_AFTER);
  return new Problem('identity_unavailable', { retryAfter: seconds, cause });
}

/** Entra answered, but not with anything that can be an answer. */
export function identityBadResponse(cause: unknown): Problem {
  return new Problem('identity_bad_response', { cause });
}

/** The session behind the caller's token has ended at Entra: the token is good no more. */
export function sessionEnded(cause: unknown): Problem {
  return new Problem('invalid_token', {
    cause,
    challenge: { error: 'invalid_token', description: 'The sign-in behind the access token has ended' },
  });
}

/** Entra wants a further sign-in step; only the caller can satisfy it. `claims` is JSON text. */
export function insufficientClaims(claims: string, authorizationUri: string, cause: unknown): Problem {
  return new Problem('insufficient_claims', {
    claims,
    cause,
    challenge: { error: 'insufficient_claims', claims, authorizationUri },
  });
}

/** Consent is missing; the graph room or an endpoint adds which scopes and the link. */
export class ConsentMissing extends Problem {
  override readonly name = 'ConsentMissing';

  constructor(remedy: Extract<Remedy, 'consent' | 'contact_admin'>, cause: unknown) {
    super('consent_required', { remedy, cause });
  }
}
