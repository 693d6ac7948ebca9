// @ts-check
/*
 * The browser has a cookie no script can read, and Behalf keeps the token. Nothing to load, nothing to renew: signing in
 * is one link, and calls go out as they are.
 */
import { ownAddress, unreachable } from './api.js';
import { challengeOf } from './challenges.js';
import { at, textAt } from './reading.js';

/** @returns {import('./api.js').Way} */
export function cookieWay() {
  // Whose sign-in is to prove more, where the browser knows several accounts.
  let account = '';
  return {
    name: 'cookie',

    async user() {
      const answer = await fetch('/auth/session', { cache: 'no-store' }).catch(() => {
        throw unreachable();
      });
      if (!answer.ok) throw await challengeOf(answer);
      /** @type {unknown} */
      const session = await answer.json();
      if (at(session, 'signedIn') !== true) return undefined;
      account = textAt(session, 'user', 'userPrincipalName');
      return { name: textAt(session, 'user', 'displayName'), account };
    },

    headers: () => Promise.resolve({}),

    // A challenge comes with its link; within a $batch with its claims alone.
    begin({ claims, uri, loginHint }) {
      const link = uri === undefined ? new URL('/auth/login', location.origin) : ownAddress(uri);
      link.searchParams.set('return_to', '/');
      if (claims !== undefined) link.searchParams.set('claims', claims);
      const hint = loginHint ?? account;
      if (hint !== '') link.searchParams.set('login_hint', hint);
      location.assign(link);
    },

    // First here, then at Entra, which comes back to this page.
    async signOut() {
      const answer = await fetch('/auth/logout?return_to=/', { method: 'POST' });
      if (!answer.ok) throw await challengeOf(answer);
      location.assign(textAt(await answer.json(), 'logoutUri'));
    },
  };
}
