/** Text that is HTML already; everything else is escaped when it goes into a template. */
export class Html {
  constructor(private readonly text: string) {}

  toString(): string {
    return this.text;
  }
}

export type HtmlPart = Html | string | number | undefined | false | readonly HtmlPart[];

/** A template of HTML: values are escaped for text and quoted attributes; absent and false ones are left out. */
export function html(strings: TemplateStringsArray, ...values: readonly HtmlPart[]): Html {
  return new Html(strings.map((text, index) => (index === 0 ? text : rendered(values[index - 1]) + text)).join(''));
}

function rendered(part: HtmlPart): string {
  if (part === undefined || part === false) return '';
  if (part instanceof Html) return part.toString();
  if (typeof part === 'string' || typeof part === 'number') return escaped(String(part));
  return part.map(rendered).join('');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

/**
 * A whole document in the tenant's look. `wide` is for the start page; sign-in pages are a card in the middle. Send it
 * with `PAGE_HEADERS`: styles and scripts come from the tenant's own `/sandbox/assets/`.
 */
export function page(title: string, body: Html, layout: { wide?: boolean; script?: string } = {}): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title}</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="/sandbox/assets/page.css" />
        ${layout.script !== undefined && html`<script type="module" src="${layout.script}"></script>`}
      </head>
      <body class="${layout.wide === true ? 'wide' : 'card-page'}">
        ${body}
      </body>
    </html>`.toString();
}

/**
 * Headers of every page. No `form-action`: browsers apply it to the redirects that follow a sign-in form, and those
 * lead to the application.
 */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy':
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'",
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};
