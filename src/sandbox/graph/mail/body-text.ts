import type { Body } from './message.js';

const PREVIEW_LENGTH = 255;
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

/** A body as plain text, as `Prefer: outlook.body-content-type="text"` wants it. */
export function textOf({ contentType, content }: Body): string {
  if (contentType === 'text') return content;
  return withoutUnseen(content)
    .replaceAll(/<br\s*\/?>|<\/(?:p|div|h[1-6]|li|tr)>/gi, '\r\n')
    .replaceAll(/<[^<>]*>/g, '')
    .replaceAll(/&(?:#(\d{1,7})|(\w{2,4}));/g, (written, code?: string, name?: string) =>
      code === undefined ? (ENTITIES[name ?? ''] ?? written) : character(Number(code), written),
    )
    .trim();
}

/** Without the elements no reader sees; one without an end goes on to the end, as in a browser. */
function withoutUnseen(html: string): string {
  const opening = /<(script|style|head|title)\b[^<>]*>/gi;
  const kept: string[] = [];
  let from = 0;
  for (let found = opening.exec(html); found !== null; found = opening.exec(html)) {
    kept.push(html.slice(from, found.index));
    const closing = new RegExp(`</${found[1] ?? ''}\\s*>`, 'gi');
    closing.lastIndex = opening.lastIndex;
    if (closing.exec(html) === null) return kept.join('');
    from = closing.lastIndex;
    opening.lastIndex = from;
  }
  return [...kept, html.slice(from)].join('');
}

/** The first 255 characters of the text. */
export function previewOf(body: Body): string {
  return textOf(body).slice(0, PREVIEW_LENGTH);
}

/** Text as HTML shows it. */
export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** A body as HTML, for quoting. */
export function htmlOf(body: Body): string {
  return body.contentType === 'html' ? body.content : escaped(body.content).replaceAll(/\r?\n/g, '<br>');
}

function character(code: number, written: string): string {
  return code <= 0x10_ff_ff ? String.fromCodePoint(code) : written;
}
