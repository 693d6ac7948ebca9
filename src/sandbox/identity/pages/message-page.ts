import { html, page } from '../../pages/html.js';

/** A last page: nothing left to do but read and close it. */
export function messagePage(title: string, message: string): string {
  return page(
    title,
    html`<main>
      <h1>${title}</h1>
      <p id="message" class="message">${message}</p>
    </main>`,
  );
}
