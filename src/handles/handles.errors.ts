import { Problem } from '../common/problem/problem.js';

/**
 * The handle is unknown, ended, run out or of another tenant: the answer is one for all. The application's own token is
 * good, and another one would change nothing, so it is no `invalid_token` (RFC 6750 section 3.1): without a living handle
 * there is no user to act for. `scope` is the API's, in full.
 */
export function noUserBehind(scope: string, cause?: unknown): Problem {
  return new Problem('user_token_required', {
    cause,
    detail: 'The application brought no handle that is in force here: there is no user to act for.',
    challenge: { error: 'insufficient_scope', description: 'A token of a user or a handle is required', scope },
  });
}

/** A handle goes with an application's own token, once: with a user's it would be a second credential. */
export function misplacedHandle(): Problem {
  return new Problem('invalid_request', {
    detail: "Send one Behalf-Handle header with an application's own token, and none with a user's.",
    challenge: { error: 'invalid_request', description: 'Behalf-Handle goes with one application token, once' },
  });
}

/** A user has as many handles as one may have at a time; `retryAfter`: seconds until one of them runs out. */
export function tooManyHandles(retryAfter: number): Problem {
  return new Problem('rate_limited', {
    retryAfter,
    detail: 'You have too many handles. End some, or wait until one runs out.',
  });
}

/** The user's handles were all ended while this one was being made. */
export function endedMeanwhile(): Problem {
  return new Problem('session_unavailable', { retryAfter: 1 });
}
