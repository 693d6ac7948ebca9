import type { Changes } from './changes.js';

const AUTHENTICATION = 'Entra admin center > App registrations > the front end > Authentication';

/** Numbers that Entra shows the browser or the front end: this API never meets them in an exchange. */
export const FRONT_END_CHANGES: Changes = {
  16000: 'The front end asks with a login_hint, or lets the user choose.',
  50011: `${AUTHENTICATION}: the address to the letter, on the right platform. For consent: this API’s registration, platform Web, and ALLOWED_REDIRECT_URIS.`,
  50058: 'Nothing: the front end signs in with interaction.',
  50194: 'The front end’s authority: https://login.microsoftonline.com/<tenant id>.',
  65002: 'Use a registration of your own as the front end.',
  650057: 'Entra admin center > App registrations > the front end > API permissions: add this API’s scope.',
  700054: `${AUTHENTICATION} > ID tokens; better: authorization code with PKCE.`,
  9002325: 'A library with authorization code and PKCE, such as MSAL Browser.',
  9002326: `${AUTHENTICATION}: move the address to "Single-page application".`,
};
