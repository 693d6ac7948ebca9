import { z } from 'zod';
import { missingToken } from '../auth/auth.errors.js';
import { Problem } from '../common/problem/problem.js';
import { EntraRefusal, exchangeProblem } from '../obo/exchange-error.js';
import { ConsentMissing } from '../obo/obo.errors.js';
import { badParameter } from './session.errors.js';

const failure = z.object({
  error: z.string().max(256),
  error_description: z.string().max(8192).default(''),
  claims: z.string().optional(),
});

/** Nobody is signed in, or not in a way that could go on without a page (OpenID Connect Core section 3.1.2.6). */
const NEEDS_PAGE: ReadonlySet<string> = new Set(['login_required', 'account_selection_required']);

/**
 * What a sign-in that ended at Entra without a code means here (RFC 6749 section 4.1.2.1). Numbers decide, as they do
 * for an exchange; of Entra's text nothing goes on.
 */
export function signInFailure(query: unknown, authorizationUri: string): Problem {
  const read = failure.safeParse(query);
  if (!read.success) return badParameter('The sign-in came back without a code. Start again at /auth/login.');
  const { error } = read.data;
  if (NEEDS_PAGE.has(error)) return missingToken();
  // Left, or declined what the page asked for.
  if (error === 'access_denied') return new ConsentMissing('consent', undefined);
  if (error === 'server_error') return new Problem('identity_unavailable', { retryAfter: 5 });
  const body = { ...read.data, error_codes: [] };
  const problem = exchangeProblem(
    { status: 400, retryAfter: undefined, isJson: true, body },
    { authorizationUri, atHome: true },
  );
  if (problem.status < 500 || problem.code === 'identity_unavailable') return problem;
  // A browser brings it, and anybody can make one say so: what operators are woken for Entra tells this side itself.
  const { cause } = problem.options;
  const numbers = cause instanceof EntraRefusal ? cause.aadsts.map((number) => ` AADSTS${number}`).join('') : '';
  return new Problem('invalid_request', {
    detail: 'Microsoft Entra ended the sign-in with an error that only whoever runs this API can remedy.',
    remedy: 'contact_admin',
    reason: `${problem.code}${numbers}`,
    cause,
  });
}
