import { callBehalf, currentSession, loginAddress, signOut } from './session.js';

const output = document.querySelector('output');
const show = (value) => {
  output.textContent = JSON.stringify(value);
};
const actions = {
  signIn: async () => window.location.assign(loginAddress()),
  profile: async () => show(await (await callBehalf('/v1.0/me')).json()),
  draft: async () => {
    const body = JSON.stringify({ subject: 'Written without a token in the page' });
    const init = { method: 'POST', headers: { 'Content-Type': 'application/json' }, body };
    show(await (await callBehalf('/v1.0/me/messages', init)).json());
  },
  signOut,
};
for (const button of document.querySelectorAll('button'))
  button.addEventListener('click', () => {
    output.textContent = '';
    actions[button.dataset.action]().catch(({ message, problem }) => show({ message, problem }));
  });
show(await currentSession());
