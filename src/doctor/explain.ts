import { ERROR_MEANINGS } from '../common/entra/error-meanings.js';
import { aadstsOutcome } from '../obo/aadsts.js';
import { exchangeProblem } from '../obo/exchange-error.js';
import { FRONT_END_CHANGES } from './changes/front-ends.js';
import { OPERATOR_CHANGES } from './changes/operators.js';
import { USER_CHANGES } from './changes/users.js';

/** What an error number of Entra's means, and what to change where. */
export interface ErrorText {
  readonly means: string;
  readonly change: string;
}

/** What a caller of this API gets where an exchange ends with a number. */
export interface SeenByCallers {
  readonly status: number;
  readonly code: string;
}

/** A number of Entra's, explained as far as it is known. */
export interface Explanation {
  readonly number: number;
  /** Undefined for a number nobody has listed. */
  readonly text: ErrorText | undefined;
  /** Undefined for a number that is not in the exchange's own table. */
  readonly seen: SeenByCallers | undefined;
  /** The same for callers of another tenant than this API's own, where it differs. */
  readonly seenElsewhere?: SeenByCallers;
}

/** Explains every error number in a text, each once: a whole error message, `AADSTS65001`, or numbers and nothing else. */
export function explain(text: string): readonly Explanation[] {
  const bare = /^[\d\s,]+$/.test(text);
  const stated = text.matchAll(bare ? /(?<!\d)(\d{4,8})(?!\d)/g : /AADSTS(\d{4,8})(?!\d)/gi);
  const numbers = new Set([...stated].map(([, digits]) => Number(digits)));
  return [...numbers].map((number) => {
    const seen = seenByCallers(number, true);
    const elsewhere = seenByCallers(number, false);
    const differs = elsewhere !== undefined && elsewhere.code !== seen?.code;
    return { number, text: errorText(number), seen, ...(differs && { seenElsewhere: elsewhere }) };
  });
}

/** What a number means, and what to change where. */
export function errorText(number: number): ErrorText | undefined {
  const means = ERROR_MEANINGS[number];
  const change = USER_CHANGES[number] ?? OPERATOR_CHANGES[number] ?? FRONT_END_CHANGES[number];
  return means === undefined || change === undefined ? undefined : { means, change };
}

/** Asks the exchange's own translation, so that the two cannot differ. */
function seenByCallers(number: number, atHome: boolean): SeenByCallers | undefined {
  const outcome = aadstsOutcome([number], atHome);
  if (outcome === undefined) return undefined;
  const claims = outcome === 'interaction' ? { claims: '{}' } : {};
  const body = { error: 'invalid_grant', error_codes: [number], ...claims };
  const response = { status: 400, retryAfter: undefined, isJson: true, body };
  const { status, code } = exchangeProblem(response, { authorizationUri: '', atHome });
  return { status, code };
}
