// @ts-check
/*
 * The page has the token: MSAL.js signs in, keeps it in sessionStorage, renews it by refresh token, and each call
 * carries it. Redirects only; a window needs a page of its own that MSAL calls the redirect bridge.
 */
import { Challenge } from './challenges.js';

const LIBRARY = '/demo/msal-browser.js';

/**
 * @typedef {{ clientId: string, authority: string, scope: string, authorityMetadata?: string }} MsalSettings
 */

/**
 * Loads MSAL.js, and ends the sign-in that has just come back to this page, if one has.
 * @param {MsalSettings} settings
 * @returns {Promise<import('./api.js').Way>}
 */
export async function msalWay({ clientId, authority, scope, authorityMetadata = '' }) {
  // Makes `msal` global: its package's file for browsers is no module that exports anything.
  await import(LIBRARY);
  const scopes = [scope];
  const application = await msal.createStandardPublicClientApplication({
    auth: {
      clientId,
      authority,
      knownAuthorities: [new URL(authority).host],
      authorityMetadata,
      redirectUri: `${location.origin}/`,
      postLogoutRedirectUri: `${location.origin}/`,
    },
    cache: { cacheLocation: 'sessionStorage' },
  });
  const returned = await application.handleRedirectPromise().catch(asChallenge);
  if (returned) application.setActiveAccount(returned.account);
  const account = () => application.getActiveAccount() ?? application.getAllAccounts()[0];

  return {
    name: 'msal',

    async user() {
      const known = account();
      return known && { name: known.name ?? known.username, account: known.username };
    },

    async headers() {
      const known = account();
      if (known === undefined) throw signedOut();
      const request = { scopes, account: known, cacheLookupPolicy: msal.CacheLookupPolicy.AccessTokenAndRefreshToken };
      const { accessToken } = await application.acquireTokenSilent(request).catch(asChallenge);
      return { authorization: `Bearer ${accessToken}` };
    },

    begin({ claims, loginHint }) {
      const known = account();
      const wish = { scopes, ...(claims !== undefined && { claims }) };
      if (loginHint !== undefined) leave(application.loginRedirect({ ...wish, loginHint }));
      else if (known !== undefined) leave(application.acquireTokenRedirect({ ...wish, account: known }));
      else leave(application.loginRedirect({ ...wish, prompt: 'select_account' }));
    },

    signOut: () => application.logoutRedirect({ account: account() ?? null }),
  };
}

/**
 * Nobody waits for a page that is being left; where it cannot be, main.js says so.
 * @param {Promise<void>} leaving
 */
function leave(leaving) {
  void leaving.catch((error) => {
    // Pressed twice: the first press is on its way.
    if (!(error instanceof msal.AuthError && error.errorCode === 'interaction_in_progress')) asChallenge(error);
  });
}

/**
 * What MSAL rejects with, as something to act on.
 * @param {unknown} error
 * @returns {never}
 */
function asChallenge(error) {
  if (!(error instanceof msal.AuthError)) throw error;
  if (error instanceof msal.InteractionRequiredAuthError) throw signedOut();
  if (error.errorCode === 'access_denied') {
    throw new Challenge('sign_in', 'The sign-in was not completed', 'You left it or declined. Start again.', {
      code: error.errorCode,
    });
  }
  throw new Challenge('wait', 'Sign-in is not possible now', 'Microsoft Entra cannot be reached. Try again.', {
    code: error.errorCode,
    seconds: 10,
  });
}

function signedOut() {
  return new Challenge('sign_in', 'Signed out', 'The sign-in has ended. Sign in again.', { code: 'login_required' });
}
