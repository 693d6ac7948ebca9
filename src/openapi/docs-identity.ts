/** Place on the docs page that says as whom operations are executed. */
export const IDENTITY_LINE = `<p class="identity" role="status" hidden></p>`;

/**
 * Tells on the page what counts when an operation is executed: the token of Authorize or, without one, the session of
 * this browser. For pages of an API that has sessions; expects Swagger UI as `ui`.
 */
export const IDENTITY_SCRIPT = `const identityLine = document.querySelector('.identity');
let session = { signedIn: false };

const signOut = async () => {
  const answer = await fetch('/auth/logout?return_to=/docs', { method: 'POST' });
  const { logoutUri } = await answer.json();
  window.location.assign(logoutUri ?? '/docs');
};
const emphasized = (text) => Object.assign(document.createElement('b'), { textContent: text });
const identity = (byToken) => {
  if (byToken)
    return ['In force: ', emphasized('the token'), ' you authorized with. The session of this browser does not count meanwhile.'];
  if (!session.signedIn) {
    const link = Object.assign(document.createElement('a'), { href: '/auth/login?return_to=/docs', textContent: 'sign in by session' });
    return ['Nobody is signed in. Press Authorize, or ', link, ': then this browser keeps a cookie, and no token.'];
  }
  const button = Object.assign(document.createElement('button'), { type: 'button', textContent: 'Sign out', onclick: signOut });
  return ['In force: ', emphasized('the session'), ' of this browser, as ' + session.user.userPrincipalName + '. ', button];
};
const showIdentity = () => {
  const byToken = ui.authSelectors.authorized()?.size > 0;
  if (identityLine.dataset.byToken === String(byToken) && !identityLine.hidden) return;
  identityLine.dataset.byToken = String(byToken);
  identityLine.replaceChildren(...identity(byToken));
  identityLine.hidden = false;
};
fetch('/auth/session').then(async (answer) => {
  if (answer.ok) session = await answer.json();
  showIdentity();
  ui.getStore().subscribe(showIdentity);
});
`;

/** A plugin without the cookie in the Authorize dialog: a page cannot set it, signing in does. */
export const COOKIE_NOT_ASKED = `const cookieNotAsked = () => {
  let all, asked;
  return {
    statePlugins: {
      auth: {
        wrapSelectors: {
          definitionsToAuthorize: (original) => (...given) => {
            const definitions = original(...given);
            // The same answer for the same question: what is new is drawn anew.
            if (definitions !== all) [all, asked] = [definitions, definitions?.filter((each) => !each.has('session'))];
            return asked;
          },
        },
      },
    },
  };
};`;
