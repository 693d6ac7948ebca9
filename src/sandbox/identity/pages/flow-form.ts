import type { Html } from '../../pages/html.js';
import { html } from '../../pages/html.js';
import type { SignInFlow } from '../sign-in/flows.js';

/** A form that takes one sign-in a step further; each step is a navigation of its own, as at Entra. */
export function flowForm(flow: SignInFlow, step: string, content: Html): Html {
  return html`<form method="post" action="/sign-in/${step}">
    <input type="hidden" name="flow" value="${flow.id}" />
    ${content}
  </form>`;
}
