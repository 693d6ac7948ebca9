import { Problem } from '../common/problem/problem.js';

/** The cookie stands for no session in force: never begun here, run out, signed out, or ended at Entra. */
export function sessionOver(cause?: unknown): Problem {
  return new Problem('invalid_token', {
    cause,
    reason: 'session_over',
    detail: 'The session has ended. Sign in again at /auth/login.',
    challenge: { error: 'invalid_token', description: 'The session has ended' },
  });
}

/** A request by cookie from a page that is neither ours nor a listed front end's. */
export function csrfRefused(): Problem {
  return new Problem('csrf_refused');
}

/** A parameter of a sign-in or a sign-out that is not what this API takes. */
export function badParameter(detail: string): Problem {
  return new Problem('invalid_request', { detail });
}

/** What came to the callback belongs to no sign-in that this browser has under way. */
export function foreignSignIn(): Problem {
  return badParameter(
    'This sign-in was not begun in this browser, has been completed, or was begun more than ten minutes ago. Start again at /auth/login.',
  );
}

/** The store of sessions does not answer. */
export function storeUnavailable(cause: unknown): Problem {
  return new Problem('session_unavailable', { retryAfter: 5, cause });
}
