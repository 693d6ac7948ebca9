import type { User } from '../../directory/types.js';
import { html, page } from '../../pages/html.js';
import type { SignInFlow } from '../sign-in/flows.js';
import { flowForm } from './flow-form.js';

/** The second factor: a confirmation, since nobody here has a phone. */
export function mfaPage(flow: SignInFlow, user: User): string {
  const body = html`<main>
    <p class="hint" id="displayName">${user.userPrincipalName}</p>
    <h1>Approve sign-in request</h1>
    <p id="idDiv_SAOTCAS_Description">
      ${flow.request.client.displayName} asks for a second factor. In this embedded tenant, approving here is one.
    </p>
    ${flowForm(
      flow,
      'mfa',
      html`<div class="actions">
        <button class="quiet" name="answer" value="cancel" id="idBtn_Back" formnovalidate>Cancel</button>
        <input id="idSIButton9" type="submit" value="Approve" />
      </div>`,
    )}
  </main>`;
  return page('Approve sign-in request', body);
}
