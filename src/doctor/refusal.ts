import { Problem } from '../common/problem/problem.js';
import { CredentialError } from '../obo/credential/credential.errors.js';
import { EntraRefusal } from '../obo/exchange-error.js';
import type { Finding } from './check.js';
import { fail } from './check.js';
import { errorText } from './explain.js';
import { outage } from './outage.js';

/** The error numbers of a refusal of Entra's; none for any other failure. */
export function aadstsOf(problem: unknown): readonly number[] {
  return problem instanceof Problem && problem.options.cause instanceof EntraRefusal
    ? problem.options.cause.aadsts
    : [];
}

/** What a failed request for a token says, and what to change where; by number, nothing of Entra's own text. */
export function refused(problem: Problem): Finding {
  const { cause } = problem.options;
  if (cause instanceof CredentialError)
    return fail(`the credential ${cause.reason}`, 'Correct what the credential’s setting names.');
  if (cause instanceof EntraRefusal) return refusedBy(cause);
  if (problem.code === 'identity_bad_response')
    return fail(
      'the token endpoint’s answer makes no sense',
      'Correct AZURE_AUTHORITY_HOST; where it is right, a proxy on the way changes what comes back.',
    );
  if (problem.code === 'internal_error')
    return fail(
      `the request could not be made (${cause instanceof Error ? cause.name : typeof cause})`,
      'The credential is of a form that cannot be used, or this is a fault of this program: please report it.',
    );
  return outage(cause, 'AZURE_AUTHORITY_HOST');
}

function refusedBy({ aadsts }: EntraRefusal): Finding {
  for (const number of aadsts) {
    const text = errorText(number);
    if (text !== undefined) return fail(`AADSTS${number}: ${text.means}`, text.change);
  }
  const [number] = aadsts;
  return number === undefined
    ? fail('Entra refuses without a number', 'The sign-in log of the tenant says why (Service principal sign-ins).')
    : fail(`AADSTS${number}`, `https://login.microsoftonline.com/error?code=${number}`);
}
