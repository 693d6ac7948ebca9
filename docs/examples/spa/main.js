import { broadcastResponseToMainFrame } from '@azure/msal-browser/redirect-bridge';
import { callBehalf } from './call-behalf.js';
import { startSignIn } from './sign-in.js';

// In the window or frame that MSAL opens this page only hands the answer over.
if (window.opener !== null || window.parent !== window) await broadcastResponseToMainFrame();
else await start();

async function start() {
  const settings = await (await fetch('/settings.json')).json();
  const session = await startSignIn(settings);
  const output = document.querySelector('output');
  const show = (value) => {
    output.textContent = JSON.stringify(value);
  };
  const actions = {
    signIn: async () => show({ signedIn: (await session.signIn()).account.username }),
    refresh: async () => show({ refreshed: (await session.token({ forceRefresh: true })).length > 0 }),
    profile: async () => show(await (await callBehalf(session, `${settings.api}/v1.0/me`)).json()),
    signOut: async () => {
      await session.signOut();
      show({ signedIn: session.user()?.username ?? null });
    },
  };
  for (const button of document.querySelectorAll('button'))
    button.addEventListener('click', () => {
      output.textContent = '';
      actions[button.dataset.action]().catch(({ message, problem }) => show({ message, problem }));
    });
  show({ signedIn: session.user()?.username ?? null });
}
