import { encodeText } from './html/entities.js';
import type { HtmlElement } from './html/html-tree.js';
import { elementsOf, textOf } from './html/html-tree.js';
import { writeHtml } from './html/write-html.js';
import { RESOURCE } from './embedded.js';
import type { Page } from './notebooks.js';

/** A page as OneNote answers it; ids of elements only where they are asked for. */
export function pageHtml(page: Page, addressOf: (resourceId: string) => string, withIds: boolean): string {
  const body = writeHtml(page.body, '\t\t', (element) => attributesOf(element, addressOf, withIds));
  return (
    '<html lang="en-US">\n\t<head>\n' +
    `\t\t<title>${encodeText(page.title)}</title>\n` +
    '\t\t<meta http-equiv="Content-Type" content="text/html; charset=utf-8" />\n' +
    `\t\t<meta name="created" content="${page.created.replace('Z', '.0000000')}" />\n` +
    '\t</head>\n\t<body data-absolute-enabled="true" style="font-family:Calibri;font-size:11pt">' +
    `${body}\n\t</body>\n</html>\n`
  );
}

/** The first 300 characters of what a page says. */
export function previewText({ body }: Page): string {
  return textOf(body).slice(0, 300);
}

/** The id of the bytes of the first image on a page. */
export function firstImage({ body }: Page): string | undefined {
  return elementsOf(body).find(({ name }) => name === 'img')?.attributes[RESOURCE];
}

function attributesOf(
  { name, attributes }: HtmlElement,
  addressOf: (resourceId: string) => string,
  withIds: boolean,
): Readonly<Record<string, string>> {
  const { id, [RESOURCE]: resource, type, ...kept } = attributes;
  const known = { ...(withIds && id !== undefined && { id }), ...kept };
  if (resource === undefined) return type === undefined ? known : { ...known, type };
  const address = addressOf(resource);
  if (name === 'object') return { ...known, type: type ?? '', data: address };
  return {
    ...known,
    src: address,
    'data-src-type': type ?? '',
    'data-fullres-src': address,
    'data-fullres-src-type': type ?? '',
  };
}
