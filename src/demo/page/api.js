// @ts-check
import { Challenge, challengeOf } from './challenges.js';

/**
 * One way to sign in: sign-in-cookie.js or sign-in-msal.js.
 * @typedef {object} Way
 * @property {'cookie' | 'msal'} name
 * @property {() => Promise<{ name: string, account: string } | undefined>} user Who is signed in.
 * @property {() => Promise<Record<string, string>>} headers What a call to the API must carry; rejects with Challenge.
 * @property {(wish: { claims?: string | undefined, uri?: string | undefined, loginHint?: string | undefined }) => void} begin
 *   Leaves the page.
 * @property {() => Promise<void>} signOut Leaves the page.
 */

/**
 * @typedef {(path: string, init?: RequestInit) => Promise<Response>} Call Rejects with Challenge.
 */

/**
 * How this page calls the API: by the chosen credential, only at its own origin, and with every answer that is no
 * success as a Challenge. A link of Graph's to the next page is a path here too: the API has made it lead to itself.
 * @param {Way} way
 * @param {(line: { method: string, path: string, status: number, ms: number }) => void} told
 * @returns {Call}
 */
export function callsBy(way, told) {
  return async (path, { headers, ...init } = {}) => {
    const url = ownAddress(path);
    const begun = performance.now();
    const answer = await fetch(url, {
      cache: 'no-store',
      credentials: way.name === 'cookie' ? 'same-origin' : 'omit',
      ...init,
      headers: { ...Object.fromEntries(new Headers(headers)), ...(await way.headers()) },
    }).catch((error) => {
      throw error instanceof TypeError ? unreachable() : error;
    });
    const ms = Math.round(performance.now() - begun);
    told({ method: init.method ?? 'GET', path: `${url.pathname}${url.search}`, status: answer.status, ms });
    if (!answer.ok) throw await challengeOf(answer);
    return answer;
  };
}

/**
 * An address of this API; throws for any other, which would get a credential that is not meant for it.
 * @param {string} path
 */
export function ownAddress(path) {
  const url = new URL(path, location.origin);
  if (url.origin !== location.origin) throw new Challenge('refused', 'Not an address of this API', url.origin);
  return url;
}

/** No answer at all. */
export function unreachable() {
  const detail = 'Check the connection. This page tries again by itself.';
  return new Challenge('wait', 'The API cannot be reached', detail, { seconds: 5 });
}
