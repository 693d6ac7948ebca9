import { aadstsOutcome } from '../obo/aadsts.js';
import { exchangeProblem } from '../obo/exchange-error.js';
import type { ErrorText } from './texts/error-text.js';
import { FRONT_END_TEXTS } from './texts/front-ends.js';
import { OPERATOR_TEXTS } from './texts/operators.js';
import { USER_TEXTS } from './texts/users.js';

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
  return USER_TEXTS[number] ?? OPERATOR_TEXTS[number] ?? FRONT_END_TEXTS[number];
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
