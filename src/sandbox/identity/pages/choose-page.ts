import { html, page } from '../../pages/html.js';
import type { SignInFlow } from '../sign-in/flows.js';
import type { OfferedAccount } from './account-list.js';
import { accountList } from './account-list.js';
import { flowForm } from './flow-form.js';

/** The accounts signed in to this browser, and the way to another one. */
export function choosePage(flow: SignInFlow, accounts: readonly OfferedAccount[]): string {
  const other = html`<button id="otherTile" name="account" value="other">Use another account</button>`;
  const body = html`<main>
    <h1>Pick an account</h1>
    <p class="hint">to continue to ${flow.request.client.displayName}</p>
    ${flowForm(flow, 'choose', accountList('account', accounts, other))}
  </main>`;
  return page('Pick an account', body);
}
