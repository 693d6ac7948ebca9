import type { User } from '../../directory/types.js';
import { html, page } from '../../pages/html.js';
import type { SignInFlow } from '../sign-in/flows.js';
import { flowForm } from './flow-form.js';

/** The accounts signed in to this browser, and the way to another one. */
export function choosePage(flow: SignInFlow, users: readonly User[]): string {
  const body = html`<main>
    <h1>Pick an account</h1>
    <p class="hint">to continue to ${flow.request.client.displayName}</p>
    ${flowForm(
      flow,
      'choose',
      html`${users.map(
          (user) =>
            html`<button class="quiet account" name="account" value="${user.tenantId}/${user.id}">
              <span>${user.displayName}</span> <span class="hint">${user.mail}</span>
            </button>`,
        )}<button class="quiet account" id="otherTile" name="account" value="other">Use another account</button>`,
    )}
  </main>`;
  return page('Pick an account', body);
}
