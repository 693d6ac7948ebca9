import { html, page } from '../../pages/html.js';
import type { SignInFlow } from '../sign-in/flows.js';
import { flowForm } from './flow-form.js';

/** Where the password is typed. */
export function passwordPage(
  flow: SignInFlow,
  view: { name: string; password: string; error?: string | undefined },
): string {
  const body = html`<main>
    <p class="hint" id="displayName">${view.name}</p>
    <h1>Enter password</h1>
    ${view.error !== undefined && html`<p role="alert" id="passwordError">${view.error}</p>`}
    ${flowForm(
      flow,
      'password',
      html`<input hidden type="text" name="login" value="${view.name}" autocomplete="username" />
        <div>
          <label for="i0118">Password</label>
          <input
            id="i0118"
            name="passwd"
            type="password"
            value="${view.password}"
            autocomplete="current-password"
            required
            autofocus
          />
        </div>
        <p><a id="idA_PWD_ForgotPassword" href="/">Forgot my password</a></p>
        <div class="actions"><input id="idSIButton9" type="submit" value="Sign in" /></div>`,
    )}
  </main>`;
  return page('Enter password', body);
}
