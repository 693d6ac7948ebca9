import type { ErrorTexts } from './error-text.js';

const AUTHENTICATION = 'Entra admin center > App registrations > the front end > Authentication';

/** Numbers that Entra shows the browser or the front end: this API never meets them in an exchange. */
export const FRONT_END_TEXTS: ErrorTexts = {
  16000: {
    means: 'Several accounts are signed in, and none was named.',
    change: 'The front end asks with a login_hint, or lets the user choose.',
  },
  50011: {
    means: 'The redirect address is not registered.',
    change: `${AUTHENTICATION}: the address to the letter, on the right platform. For consent: this API’s registration, platform Web, and ALLOWED_REDIRECT_URIS.`,
  },
  50058: {
    means: 'A silent sign-in found nobody signed in.',
    change: 'Nothing: the front end signs in with interaction.',
  },
  50194: {
    means: 'The registration is for one tenant, and was asked at /common.',
    change: 'The front end’s authority: https://login.microsoftonline.com/<tenant id>.',
  },
  65002: {
    means: 'An application of Microsoft’s is not preauthorized for the resource.',
    change: 'Use a registration of your own as the front end.',
  },
  650057: {
    means: 'The front end’s registration does not list the resource it asks for.',
    change: 'Entra admin center > App registrations > the front end > API permissions: add this API’s scope.',
  },
  700054: {
    means: 'The registration does not issue ID tokens at this endpoint.',
    change: `${AUTHENTICATION} > ID tokens; better: authorization code with PKCE.`,
  },
  9002325: {
    means: 'A single-page application must use PKCE.',
    change: 'A library with authorization code and PKCE, such as MSAL Browser.',
  },
  9002326: {
    means: 'Tokens for a browser are for redirect addresses of the platform SPA.',
    change: `${AUTHENTICATION}: move the address to "Single-page application".`,
  },
};
