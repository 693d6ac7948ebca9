import { InteractionRequiredAuthError, createStandardPublicClientApplication } from '@azure/msal-browser';

/** Signs in at Microsoft Entra for Behalf: `scope` is `api://<client id of Behalf>/access_as_user`. */
export async function startSignIn({ clientId, authority, scope }) {
  const scopes = [scope];
  const msal = await createStandardPublicClientApplication({
    // Authorities other than Microsoft's own must be named; for login.microsoftonline.com leave knownAuthorities out.
    auth: { clientId, authority, knownAuthorities: [new URL(authority).host], redirectUri: `${location.origin}/` },
  });
  await msal.handleRedirectPromise();
  const user = () => msal.getAllAccounts()[0];

  return {
    user,
    signIn: () => msal.loginPopup({ scopes }),
    signOut: () => msal.logoutPopup({ account: user() }),

    /** A token for Behalf, without asking the user where that is possible. */
    async token({ forceRefresh = false } = {}) {
      try {
        const { accessToken } = await msal.acquireTokenSilent({ scopes, account: user(), forceRefresh });
        return accessToken;
      } catch (error) {
        if (!(error instanceof InteractionRequiredAuthError)) throw error;
        const { accessToken } = await msal.acquireTokenPopup({ scopes, account: user() });
        return accessToken;
      }
    },

    /** Lets the user prove what Behalf's challenge asks for: MFA, a managed device, a fresh sign-in. */
    prove: (claims) => msal.acquireTokenPopup({ scopes, claims, account: user() }),
  };
}
