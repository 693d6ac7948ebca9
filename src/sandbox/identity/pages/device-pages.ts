import type { Application } from '../../directory/types.js';
import { html, page } from '../../pages/html.js';

/** Where the code shown on a device is typed. */
export function deviceCodePage(view: { code: string; error?: string | undefined }): string {
  const body = html`<main>
    <h1>Enter code</h1>
    <p class="hint">Enter the code displayed on your app or device to allow access.</p>
    ${view.error !== undefined && html`<p role="alert" id="error">${view.error}</p>`}
    <form method="post" action="/common/oauth2/deviceauth">
      <div>
        <label for="otc">Code</label>
        <input
          id="otc"
          name="otc"
          type="text"
          value="${view.code}"
          autocomplete="off"
          autocapitalize="characters"
          spellcheck="false"
          required
          autofocus
        />
      </div>
      <div class="actions"><input id="idSIButton9" type="submit" value="Next" /></div>
    </form>
  </main>`;
  return page('Sign in to your device', body);
}

/** Says which application on which device is about to be signed in. */
export function deviceConfirmPage(view: { ticket: string; client: Application }): string {
  const body = html`<main>
    <h1>${view.client.displayName}</h1>
    <p id="remoteConnectDescription">
      You’re signing in to <strong>${view.client.displayName}</strong> on another device. If that is not your doing,
      close this window.
    </p>
    <form method="post" action="/common/oauth2/deviceauth/continue">
      <input type="hidden" name="ticket" value="${view.ticket}" />
      <div class="actions">
        <button class="quiet" name="answer" value="cancel" id="idBtn_Back">Cancel</button>
        <input id="remoteConnectSubmit" type="submit" value="Continue" />
      </div>
    </form>
  </main>`;
  return page('Sign in to your device', body);
}
