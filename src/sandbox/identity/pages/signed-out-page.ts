import { html, page } from '../../pages/html.js';

/** What a person reads who has signed out. */
export const SIGNED_OUT = 'You signed out of your account';

/** Tells applications of the sign-out in hidden frames, then goes on to `target`, or stays where there is none. */
export function signedOutPage(frames: readonly string[], target: string | undefined): string {
  const body = html`<main data-target="${target}">
    <h1>${SIGNED_OUT}</h1>
    <p id="message" class="message">
      ${target === undefined ? 'It’s a good idea to close this window.' : html`<a href="${target}">Continue</a>`}
    </p>
    ${frames.map((address) => html`<iframe hidden title="An application signs out" data-address="${address}"></iframe>`)}
  </main>`;
  return page(SIGNED_OUT, body, { script: '/sign-in/signed-out.js' });
}
