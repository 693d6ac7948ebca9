/** What a refusal of Entra's means to somebody at this command, and what to do. */
export interface RefusalText {
  readonly means: string;
  readonly remedy: string;
}

const SIGN_IN = 'Sign in again: behalf login';
const ADMINISTRATOR = 'Ask an administrator of the tenant.';

/** By Entra's number. */
export const REFUSAL_TEXTS: Readonly<Record<number, RefusalText>> = {
  16000: { means: 'Several accounts fit.', remedy: 'Say which one: --account NAME' },
  50011: {
    means: 'The application does not know the redirect address http://localhost.',
    remedy:
      'App registrations > the application > Authentication: add http://localhost as a mobile and desktop address; or sign in with --device',
  },
  50020: {
    means: 'The account does not exist in this tenant.',
    remedy: 'Correct --tenant, or sign in with another account.',
  },
  50034: { means: 'There is no such account in this tenant.', remedy: 'Correct the user name or --tenant.' },
  50053: {
    means: 'The account is locked after too many wrong passwords.',
    remedy: `Wait some minutes. ${ADMINISTRATOR}`,
  },
  50055: { means: 'The password has expired.', remedy: 'Sign in with --browser; you can change it there.' },
  50057: { means: 'The account is disabled.', remedy: ADMINISTRATOR },
  50059: { means: 'The request names no tenant.', remedy: 'Name it: --tenant ID-or-domain' },
  50076: { means: 'Entra wants a second factor.', remedy: 'Sign in with --browser or --device.' },
  50079: { means: 'Entra wants a second factor to be set up.', remedy: 'Sign in with --browser.' },
  50126: { means: 'User name or password is wrong.', remedy: 'Try again, or sign in with --browser.' },
  50173: { means: 'The sign-in has been revoked.', remedy: SIGN_IN },
  50194: {
    means: 'The application belongs to one tenant and was asked at a shared address.',
    remedy: 'Name the tenant: --tenant ID-or-domain',
  },
  53003: { means: 'A Conditional Access policy blocks this sign-in.', remedy: ADMINISTRATOR },
  65001: {
    means: 'Nobody has consented to what the application asks for.',
    remedy: 'Sign in with --browser or --device and consent.',
  },
  65004: { means: 'Consent was declined.', remedy: 'Sign in again and accept, or ask for less with --scope.' },
  70000: { means: 'What was kept of the sign-in is not valid any more.', remedy: SIGN_IN },
  70008: { means: 'The sign-in has expired.', remedy: SIGN_IN },
  70011: {
    means: 'The scope is not one that can be asked for.',
    remedy: 'Correct --scope: in full, such as api://ID/access_as_user',
  },
  70017: { means: 'The sign-in was declined.', remedy: 'Start again, and confirm on the page: behalf login --device' },
  70020: {
    means: 'The code has expired before somebody signed in with it.',
    remedy: 'Start again: behalf login --device',
  },
  70043: { means: 'The sign-in has expired by a policy of the tenant.', remedy: SIGN_IN },
  700016: {
    means: 'The tenant does not know this application.',
    remedy: 'Correct --client-id and --tenant; an application of another tenant needs consent there first.',
  },
  700027: {
    means: 'The certificate is not one of the application’s.',
    remedy: 'Register it with the application (Certificates & secrets), or correct --certificate.',
  },
  700082: { means: 'The sign-in has expired because it was not used for long.', remedy: SIGN_IN },
  7000112: { means: 'The application is disabled.', remedy: ADMINISTRATOR },
  7000215: {
    means: 'The application’s secret is wrong.',
    remedy: 'Take the secret’s value, not its id: BEHALF_CLIENT_SECRET or --secret-file',
  },
  7000218: {
    means: 'The application is not a public client.',
    remedy: 'App registrations > the application > Authentication > Allow public client flows; or sign in with --app',
  },
  7000222: {
    means: 'The application’s secret has expired.',
    remedy: 'Make a new one in the registration (Certificates & secrets).',
  },
  90002: { means: 'There is no such tenant.', remedy: 'Correct --tenant: an id or a domain of the organization.' },
  90009: {
    means: 'An application cannot ask for itself by an address.',
    remedy: 'Sign in with another application’s --client-id.',
  },
  500011: { means: 'The tenant does not know the API that the scope names.', remedy: 'Correct --scope or --tenant.' },
  650053: { means: 'The API has no such scope.', remedy: 'Correct --scope.' },
  650057: {
    means: 'The application’s registration does not list that API.',
    remedy: 'API permissions of the registration: add the API’s scope.',
  },
  9001023: { means: 'Personal accounts cannot sign in this way.', remedy: 'Sign in with --browser or --device.' },
};
