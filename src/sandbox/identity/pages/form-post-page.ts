import { html, page } from '../../pages/html.js';

/** Carries an authorization response to the application as a form (OAuth 2.0 Form Post Response Mode). */
export function formPostPage(action: string, parameters: ReadonlyMap<string, string>): string {
  const body = html`<main>
    <form id="form-post" method="post" action="${action}">
      ${[...parameters].map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`)}
      <p>You are signed in. The application opens in a moment.</p>
      <div class="actions"><input type="submit" value="Continue" /></div>
    </form>
  </main>`;
  return page('Working…', body, { script: '/sign-in/form-post.js' });
}
