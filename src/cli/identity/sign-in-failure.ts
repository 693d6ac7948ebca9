import { ERROR_MEANINGS } from '../../common/entra/error-meanings.js';
import { redacted } from '../calls/redact.js';
import { CliError, SignInNeeded } from '../cli.errors.js';
import { harmless } from '../terminal/visible.js';
import type { Refusal } from './identity-network.js';
import { REFUSAL_REMEDIES } from './refusal-remedies.js';

/** Only a sign-in with interaction can go on: RFC 6749's invalid_grant, and Entra's and OpenID Connect's own. */
const NEEDS_A_PERSON = /^(?:invalid_grant|interaction_required|login_required|consent_required)$/;

interface Text {
  readonly means: string;
  readonly remedy: string;
}

/** Errors without a number that mean what one with a number does. */
const NUMBERS: Readonly<Record<string, number>> = {
  authorization_declined: 70017,
  device_code_expired: 70020,
  expired_token: 70020,
};
const NO_AUTHORITY: Text = {
  means: 'The authority is none: it has no OpenID configuration.',
  remedy: 'Correct --authority and --tenant.',
};
const LOCAL: Readonly<Record<string, Text>> = {
  access_denied: { means: 'The sign-in was declined.', remedy: 'Start again, and confirm on the page: behalf login' },
  invalid_claims: { means: 'The claims are not JSON.', remedy: 'Correct --claims, in quotes for the shell.' },
  endpoints_resolution_error: NO_AUTHORITY,
  openid_config_error: NO_AUTHORITY,
};

/**
 * Why there is no token, from what Entra last refused with and from MSAL's own error, in one line and what to do.
 * `silently`: nobody was asked, so that asking somebody may help.
 */
export function signInFailure(error: unknown, refusal: Refusal | undefined, silently: boolean): CliError {
  if (error instanceof CliError) return error;
  const own = errorCodeOf(error);
  if (
    refusal === undefined &&
    silently &&
    /^(?:no_tokens_found|no_account|no_refresh|refresh_token_expired|bad_token)/.test(own)
  )
    return new SignInNeeded('Nobody is signed in for this.', undefined, { cause: error, details: { reason: own } });
  const said = refusal ?? refusalIn(error);
  if (said === undefined) {
    const text = textOf(NUMBERS[own]) ??
      LOCAL[own] ?? { means: `The sign-in failed (${own}).`, remedy: 'Once more with -v shows where.' };
    const details = { message: redacted(error instanceof Error ? error.message : String(error)) };
    return new CliError(own, text.means, { remedy: text.remedy, cause: error, details });
  }
  return refused(said, error, silently);
}

function refused(refusal: Refusal, cause: unknown, silently: boolean): CliError {
  const numbers = refusal.error_codes.length > 0 ? refusal.error_codes : numbersIn(refusal.error_description);
  const text =
    [...numbers, NUMBERS[refusal.error]].map(textOf).find((each) => each !== undefined) ?? LOCAL[refusal.error];
  const [number] = numbers;
  const name = number === undefined ? refusal.error : `AADSTS${number}`;
  const { error_description: said, suberror, correlation_id: correlationId, trace_id: traceId, timestamp } = refusal;
  const options = {
    remedy: text?.remedy ?? 'Once more with -v shows all of it.',
    cause,
    details: withoutUndefined({
      error: refusal.error,
      numbers,
      suberror,
      said: said === undefined ? undefined : harmless(said),
      correlationId,
      traceId,
      timestamp,
    }),
  };
  const message = `${text?.means ?? `Entra refuses: ${firstSentence(said) ?? refusal.error}.`} (${name})`;
  return silently && NEEDS_A_PERSON.test(refusal.error)
    ? new SignInNeeded(message, refusal.claims, options)
    : new CliError(refusal.error, message, options);
}

/** What a number means and what to do here. */
function textOf(number: number | undefined): Text | undefined {
  const means = number === undefined ? undefined : ERROR_MEANINGS[number];
  if (number === undefined || means === undefined) return undefined;
  return { means, remedy: REFUSAL_REMEDIES[number] ?? `More about it: behalf doctor AADSTS${number}` };
}

function errorCodeOf(error: unknown): string {
  if (error instanceof Error && 'errorCode' in error && typeof error.errorCode === 'string') return error.errorCode;
  return error instanceof Error ? error.name : typeof error;
}

/** What a browser brought back is in MSAL's error alone. */
function refusalIn(error: unknown): Refusal | undefined {
  if (!(error instanceof Error) || !numbersIn(error.message).length) return undefined;
  return { error: errorCodeOf(error), error_description: error.message, error_codes: [] };
}

function numbersIn(text = ''): readonly number[] {
  return [...text.matchAll(/AADSTS(\d{4,8})(?!\d)/g)].map(([, digits]) => Number(digits));
}

function firstSentence(text: string | undefined): string | undefined {
  const plain = text?.replace(/^AADSTS\d+:\s*/, '').split(/(?<=[.!])\s|\r?\n/)[0];
  return plain === undefined ? undefined : harmless(plain).replace(/[.!]$/, '');
}

function withoutUndefined(object: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
}
