import { html, page } from '../../pages/html.js';
import type { ErrorAnswer } from '../error-answer.js';

/** A failure that must not be redirected: what went wrong, and what a developer needs to find out why. */
export function failurePage(answer: ErrorAnswer): string {
  const [message = answer.error_description] = answer.error_description.split(' Trace ID: ', 1);
  const body = html`<main>
    <h1>Sorry, but we’re having trouble signing you in.</h1>
    <p role="alert" id="exceptionMessageContainer">${message}</p>
    <dl class="hint">
      <dt>Error</dt>
      <dd><code>${answer.error}</code></dd>
      <dt>Correlation ID</dt>
      <dd><code>${answer.correlation_id}</code></dd>
      <dt>Timestamp</dt>
      <dd>${answer.timestamp}</dd>
    </dl>
  </main>`;
  return page('Sign in to your account', body);
}
