import type { User } from '../../directory/types.js';
import { html, page } from '../../pages/html.js';
import type { SignInFlow } from '../sign-in/flows.js';
import type { WantedConsent } from '../sign-in/wanted-consents.js';
import { flowForm } from './flow-form.js';

/** What an application asks to be allowed. */
export function consentPage(flow: SignInFlow, user: User, wanted: readonly WantedConsent[]): string {
  const body = html`<main>
    <p class="hint" id="displayName">${user.userPrincipalName}</p>
    <h1>Permissions requested</h1>
    <p><strong>${flow.request.client.displayName}</strong> would like to:</p>
    ${wanted.map(
      ({ resource, scopes }) =>
        html`<section class="scopes">
          <h2>${resource.displayName}</h2>
          <ul>
            ${scopes.map((scope) => html`<li><code>${scope}</code></li>`)}
          </ul>
        </section>`,
    )}
    ${flowForm(
      flow,
      'consent',
      html`<div class="actions">
        <button class="quiet" name="answer" value="cancel" id="idBtn_Back">Cancel</button>
        <input id="idSIButton9" type="submit" value="Accept" />
      </div>`,
    )}
  </main>`;
  return page('Permissions requested', body);
}
