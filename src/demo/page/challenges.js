// @ts-check
/*
 * What an answer of Behalf's that is no success means for a front end, and the way out of it. Take this file along: it
 * knows no page and no library. `challengeOf` reads an answer, `wayOut` says what the person at the page can do.
 *
 *   const answer = await fetch('/v1.0/me', …);
 *   if (!answer.ok) {
 *     const challenge = await challengeOf(answer);
 *     const way = wayOut(challenge, signIn);      // signIn: sign-in-cookie.js, sign-in-msal.js, or yours
 *     button.textContent = way.label;
 *     button.onclick = way.go;                    // leaves the page, or is undefined where trying again is all
 *   }
 */
import { listAt, numberAt, textAt } from './reading.js';

/**
 * - `sign_in`: nobody is signed in any more, or with a token that is not enough (401; 403 insufficient_scope)
 * - `step_up`: Entra wants more than it has: MFA, a fresh sign-in, another device (401 insufficient_claims); `claims`, and
 *   in `uri` where it gets them: of Entra's, or by cookie the API's own link, which is all that is needed
 * - `consent`: permissions are missing, and the user can give them (403 consent_required); `uri`, `scopes`
 * - `admin`: only an administrator can help; `uri` where it is a consent
 * - `wait`: throttled or an outage (429, 502, 503, 504); `seconds`
 * - `refused`: nothing here helps; the text says why
 * @typedef {'sign_in' | 'step_up' | 'consent' | 'admin' | 'wait' | 'refused'} Kind
 */

/** An answer that is no success, as something to act on. */
export class Challenge extends Error {
  /**
   * @param {Kind} kind
   * @param {string} title
   * @param {string} detail
   * @param {{ status?: number, code?: string, correlationId?: string, claims?: string, uri?: string,
   *   scopes?: readonly string[], seconds?: number }} [more]
   */
  constructor(kind, title, detail, more = {}) {
    super(title);
    this.name = 'Challenge';
    this.kind = kind;
    this.title = title;
    this.detail = detail;
    this.status = more.status;
    this.code = more.code ?? '';
    this.correlationId = more.correlationId ?? '';
    this.claims = more.claims;
    this.uri = more.uri;
    this.scopes = more.scopes ?? [];
    this.seconds = more.seconds;
  }
}

/** For people, where the API's own words are for those who write clients. */
const WORDS = {
  sign_in: ['You are signed out', 'The sign-in has ended. Sign in again to go on where you are.'],
  step_up: [
    'One more step to sign in',
    'Microsoft Entra wants to know more before it goes on. You come back here after it.',
  ],
};

/** Seconds to wait where an answer that says "later" does not say when. */
const DEFAULT_WAIT = 10;
const LATER = new Set([429, 502, 503, 504]);

/**
 * Reads an answer that is no success; its body must not have been read.
 * @param {Response} answer
 * @returns {Promise<Challenge>}
 */
export async function challengeOf(answer) {
  /** @type {unknown} */
  const problem = await answer.json().catch(() => undefined);
  const code = textAt(problem, 'code') || textAt(problem, 'error', 'code');
  const told = {
    status: answer.status,
    code,
    correlationId: textAt(problem, 'correlationId') || (answer.headers.get('request-id') ?? ''),
  };
  const title = textAt(problem, 'title') || titleOf(answer.status);
  const detail = textAt(problem, 'detail') || textAt(problem, 'error', 'message') || 'Try again; if it stays, tell us.';
  const scopes = listAt(problem, 'scopes').filter((scope) => typeof scope === 'string');

  if (code === 'insufficient_claims') {
    const challenge = challengeParameters(answer.headers);
    const claims = textAt(problem, 'claims') || atob(challenge.get('claims') ?? '');
    const uri = challenge.get('authorization_uri');
    return asked('step_up', { ...told, claims, ...(uri !== undefined && { uri }) });
  }
  const remedy = textAt(problem, 'remedy');
  if (answer.status === 401 || remedy === 'sign_in') return asked('sign_in', told);
  if (code === 'consent_required') {
    const [own, administrator] = [textAt(problem, 'consentUri'), textAt(problem, 'adminConsentUri')];
    if (own !== '') return new Challenge('consent', title, detail, { ...told, scopes, uri: own });
    return new Challenge('admin', title, detail, { ...told, scopes, ...(administrator && { uri: administrator }) });
  }
  if (LATER.has(answer.status)) {
    const seconds = numberAt(problem, 'retryAfter') ?? secondsOf(answer.headers.get('retry-after'));
    return new Challenge('wait', title, detail, { ...told, seconds });
  }
  return new Challenge(remedy === 'contact_admin' ? 'admin' : 'refused', title, detail, told);
}

/**
 * @param {keyof typeof WORDS} kind
 * @param {ConstructorParameters<typeof Challenge>[3]} told
 */
function asked(kind, told) {
  const [title = '', detail = ''] = WORDS[kind];
  return new Challenge(kind, title, detail, told);
}

/**
 * Sign-in as this module needs it.
 * @typedef {object} SignIn
 * @property {(wish: { claims?: string | undefined, uri?: string | undefined }) => void} begin Leaves the page.
 */

/**
 * What helps: a label for a button and what it does. `go` is undefined where the same call is to be made again, after
 * `seconds` where there are any; and all of it is where nothing here helps.
 * @param {Challenge} challenge
 * @param {SignIn} signIn
 * @param {(uri: string) => void} [open] How to leave for an address.
 * @returns {{ label: string, go?: () => void, seconds?: number } | undefined}
 */
export function wayOut(challenge, signIn, open = (uri) => location.assign(uri)) {
  const { claims, uri } = challenge;
  switch (challenge.kind) {
    case 'sign_in':
      return { label: 'Sign in again', go: () => signIn.begin({}) };
    case 'step_up':
      return { label: 'Continue at Microsoft Entra', go: () => signIn.begin({ claims, uri }) };
    case 'consent':
      return uri === undefined ? undefined : { label: 'Review permissions', go: () => open(uri) };
    case 'admin':
      return uri === undefined ? undefined : { label: 'Approve as administrator', go: () => open(uri) };
    case 'wait':
      return { label: 'Try now', seconds: challenge.seconds ?? DEFAULT_WAIT };
    default:
      return undefined;
  }
}

/**
 * Graph's own errors, which are passed on as they are, have no title.
 * @param {number} status
 */
function titleOf(status) {
  if (status === 429) return 'Microsoft Graph asks to wait';
  return LATER.has(status) ? 'Microsoft Graph cannot answer now' : `Microsoft Graph answered ${status}`;
}

/**
 * Of `WWW-Authenticate: Bearer …`, each quoted and without a quote in it (RFC 6750 section 3).
 * @param {Headers} headers
 */
function challengeParameters(headers) {
  const found = (headers.get('www-authenticate') ?? '').matchAll(/(\w+)="([^"]*)"/g);
  return new Map([...found].map(([, name = '', value = '']) => [name, value]));
}

/**
 * Retry-After in seconds; Behalf never sends a date (RFC 9110 section 10.2.3).
 * @param {string | null} text
 */
function secondsOf(text) {
  return text !== null && /^\d+$/.test(text) ? Number(text) : DEFAULT_WAIT;
}
