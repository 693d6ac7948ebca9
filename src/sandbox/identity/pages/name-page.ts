import { html, page } from '../../pages/html.js';
import type { SignInFlow } from '../sign-in/flows.js';
import type { OfferedAccount } from './account-list.js';
import { accountList } from './account-list.js';
import { flowForm } from './flow-form.js';

/** Where the user name is typed, or one of the seeded accounts picked. */
export function namePage(
  flow: SignInFlow,
  view: { name: string; error?: string | undefined; accounts: readonly OfferedAccount[] },
): string {
  const { client } = flow.request;
  const body = html`<main>
    <h1>Sign in</h1>
    <p class="hint">to continue to ${client.displayName}</p>
    ${view.error !== undefined && html`<p role="alert" id="usernameError">${view.error}</p>`}
    ${flowForm(
      flow,
      'name',
      html`<div>
          <label for="i0116">User name</label>
          <input
            id="i0116"
            name="loginfmt"
            type="email"
            value="${view.name}"
            autocomplete="username"
            autocapitalize="none"
            spellcheck="false"
            required
            autofocus
          />
        </div>
        <div class="actions"><input id="idSIButton9" type="submit" value="Next" /></div>`,
    )}
    ${
      view.accounts.length > 0 &&
      flowForm(
        flow,
        'name',
        html`<p class="hint">Or one of the accounts of this embedded tenant:</p>
          ${accountList('seeded', view.accounts)}`,
      )
    }
  </main>`;
  return page('Sign in', body);
}
