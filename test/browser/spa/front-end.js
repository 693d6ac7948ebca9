/* A front end as its authors write it: MSAL Browser for sign-in, the API for everything else. */
const { msal, msalRedirectBridge } = globalThis;
const output = document.querySelector('output');

/** What a step came to, where the person (or the test) at the page can read it. */
function show(result) {
  output.textContent = JSON.stringify(result);
}

/** The JSON that a claims challenge asks to sign in again with. */
function claimsOf(challenge) {
  const [, encoded] = /claims="([^"]*)"/.exec(challenge);
  return atob(encoded);
}

function told({ account, accessToken, idTokenClaims, fromCache, state }) {
  return { username: account.username, oid: idTokenClaims.oid, accessToken, fromCache, state };
}

async function frontEnd() {
  const { clientId, authority, scope, api } = await (await fetch('/settings.json')).json();
  const scopes = [scope];
  const application = await msal.createStandardPublicClientApplication({
    auth: { clientId, authority, knownAuthorities: [new URL(authority).host], redirectUri: `${location.origin}/` },
  });
  const signedIn = () => application.getAllAccounts()[0];
  let claims;

  const actions = {
    loginRedirect: () => application.loginRedirect({ scopes, state: 'where I was' }),
    loginPopup: async () => told(await application.loginPopup({ scopes, prompt: 'select_account' })),
    silent: async () => told(await application.acquireTokenSilent({ scopes, account: signedIn() })),
    refreshed: async () =>
      told(await application.acquireTokenSilent({ scopes, account: signedIn(), forceRefresh: true })),
    ssoSilent: async () => told(await application.ssoSilent({ scopes })),
    profile: async () => {
      const held = signedIn() && (await application.acquireTokenSilent({ scopes, account: signedIn() }));
      const answer = await fetch(`${api}/v1.0/me`, {
        headers: held ? { authorization: `Bearer ${held.accessToken}` } : {},
      });
      const challenge = answer.headers.get('www-authenticate');
      if (challenge?.includes('insufficient_claims')) claims = claimsOf(challenge);
      return { status: answer.status, challenge, claims, body: await answer.json() };
    },
    stepUpRedirect: () => application.acquireTokenRedirect({ scopes, claims, account: signedIn() }),
    stepUpPopup: async () => told(await application.acquireTokenPopup({ scopes, claims, account: signedIn() })),
    logoutRedirect: () => application.logoutRedirect({ account: signedIn() }),
  };

  for (const button of document.querySelectorAll('button')) {
    button.addEventListener('click', () => {
      output.textContent = '';
      actions[button.dataset.action]().then(
        (result) => result && show(result),
        ({ errorCode, errorMessage }) => show({ errorCode, errorMessage }),
      );
    });
  }
  const returned = await application.handleRedirectPromise();
  show(returned ? told(returned) : { accounts: application.getAllAccounts().length });
}

const isOpenedForSignIn = window.opener !== null || window.parent !== window;
if (isOpenedForSignIn) await msalRedirectBridge.broadcastResponseToMainFrame();
else await frontEnd().catch(({ errorCode, errorMessage }) => show({ errorCode, errorMessage }));
