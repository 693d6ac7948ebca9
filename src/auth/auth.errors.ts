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
  | 'policy'
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

/** What a refusal was about: ours say so, the library's own are texts about the signature. */
export function refusalOf(reason: unknown): Problem {
  return reason instanceof Problem ? reason : new InvalidToken('signature', { cause: reason });
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

/** The token is genuine, but what it stands for lacks an application role; `scope` is the API's, in full. */
export function insufficientRole(scope: string): Problem {
  return new Problem('insufficient_role', {
    challenge: { error: 'insufficient_scope', description: 'The access token lacks a role of this API', scope },
  });
}

/** A genuine token of a tenant that is not in ALLOWED_TENANTS. */
export function tenantNotAllowed(): Problem {
  return new Problem('tenant_not_allowed');
}

/** A genuine token that an application not in ALLOWED_CLIENTS brought. */
export function clientNotAllowed(): Problem {
  return new Problem('client_not_allowed');
}

/** A genuine token of a guest, or one that does not say whose. */
export function guestNotAllowed(): Problem {
  return new Problem('guest_not_allowed');
}

/** The endpoint is not for accounts of this kind. */
export function accountTypeNotAllowed(): Problem {
  return new Problem('account_type_not_allowed');
}

/** Seconds until Entra's keys are fetched again. */
const NEXT_KEYS = 5;

/** Entra's keys cannot be had: an outage is never a 401. */
export function keysUnavailable(cause: unknown): Problem {
  return new Problem('identity_unavailable', { retryAfter: NEXT_KEYS, cause });
}

/** Too many wait for Entra's keys: whether this one has a new key is not known yet, so it is no 401 either. */
export function keysCrowded(): Problem {
  return new Problem('identity_unavailable', {
    retryAfter: NEXT_KEYS,
    reason: 'keys_crowded',
    detail: 'The signing key of the token is not known yet, and too many tokens wait for new keys. Try again.',
  });
}
