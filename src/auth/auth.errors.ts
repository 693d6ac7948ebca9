import type { ProblemOptions } from '../common/problem/problem.js';
import { Problem } from '../common/problem/problem.js';

/** No credentials at all: a challenge without `error` (RFC 6750 section 3.1). */
export function missingToken(): Problem {
  return new Problem('missing_token', { challenge: {} });
}

/** Credentials that are not of the form `Bearer <b64token>`, or more than one. */
export function malformedCredentials(): Problem {
  return new Problem('invalid_request', {
    challenge: { error: 'invalid_request', description: 'Send one Authorization header: Bearer <token>' },
  });
}

/** Why a token was refused; for logs, never for the answer. */
export type TokenFlaw =
  | 'structure'
  | 'header'
  | 'algorithm'
  | 'unknown_key'
  | 'signature'
  | 'version'
  | 'issuer'
  | 'tenant'
  | 'key_issuer'
  | 'audience'
  | 'times'
  | 'lifetime'
  | 'subject'
  | 'actor'
  | 'not_an_access_token';

/** The token proves nothing: bad, expired, or not for this API. The answer is the same for every flaw. */
export class InvalidToken extends Problem {
  override readonly name = 'InvalidToken';

  constructor(
    readonly flaw: TokenFlaw,
    options: Pick<ProblemOptions, 'cause'> = {},
  ) {
    super('invalid_token', {
      ...options,
      reason: flaw,
      challenge: { error: 'invalid_token', description: 'The access token is invalid, expired, or not for this API' },
    });
  }
}

/** The token is genuine but lacks the API's scope; `scope` in full, as a client asks Entra for it. */
export function insufficientScope(scope: string): Problem {
  return new Problem('insufficient_scope', {
    challenge: { error: 'insufficient_scope', description: 'The access token lacks the scope of this API', scope },
  });
}

/** An application's own token: there is no user to act for. */
export function userTokenRequired(scope: string): Problem {
  return new Problem('user_token_required', {
    challenge: { error: 'insufficient_scope', description: 'A token of a user is required', scope },
  });
}

/** Entra's keys cannot be had: an outage is never a 401. */
export function keysUnavailable(cause: unknown): Problem {
  return new Problem('identity_unavailable', { retryAfter: 5, cause });
}
