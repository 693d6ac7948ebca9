// @ts-check
import { element } from '../element.js';
import { Challenge } from '../challenges.js';

/** Where Graph keeps the images of notes: the HTML of a page names its own address for them. */
const RESOURCE = /\/v1\.0\/[^?#]*\/onenote\/resources\/([\w!-]+)\/(?:content|\$value)(?:[?#]|$)/;
/** What no page of notes needs, and nobody else's HTML gets here. */
const LEFT_OUT =
  'script, style, link, meta, base, iframe, frame, form, input, button, svg, math, template, noscript, embed, audio, video';
const KEPT_ATTRIBUTES = new Set(['alt', 'width', 'height', 'colspan', 'rowspan', 'data-tag', 'lang', 'title']);
/** Addresses, where they are looked at below. @type {Readonly<Record<string, string>>} */
const ADDRESSES = { a: 'href', img: 'src' };

/** OneNote writes emphasis as style; what is struck out must not read as if it stood. @type {[RegExp, string][]} */
const EMPHASIS = [
  [/\bfont-weight:\s*(?:bold|[6-9]00)\b/i, 'strong'],
  [/\bfont-style:\s*italic\b/i, 'em'],
  [/\btext-decoration:[^;]*\bline-through\b/i, 's'],
  [/\btext-decoration:[^;]*\bunderline\b/i, 'u'],
];

const policy = globalThis.trustedTypes?.createPolicy('note', { createHTML: (text) => text });

/**
 * Somebody's page in a frame of its own. No script runs there (`sandbox`), links open elsewhere, and images are fetched
 * by this page, with its credential: a frame has none.
 * @param {string} html
 * @param {string} title
 * @param {import('../loading.js').Context} context
 */
export async function noteFrame(html, title, context) {
  // These are against this page's policy already where they are parsed; it keeps all of them from doing anything.
  const text = html.replaceAll(/\s(style|on\w+)=("[^"]*"|'[^']*')/gi, ' data-$1=$2');
  const page = parsed(policy === undefined ? text : policy.createHTML(text));
  clean(page);
  await Promise.all([...page.images].map((image) => fill(image, context)));
  const frame = element('iframe', {
    class: 'page',
    title: `Page: ${title}`,
    sandbox: 'allow-same-origin allow-popups allow-popups-to-escape-sandbox',
  });
  frame.addEventListener('load', () => {
    const inner = frame.contentDocument;
    if (inner === null || inner.body === null) return;
    const sheet = inner.createElement('link');
    sheet.rel = 'stylesheet';
    sheet.href = '/demo/note.css';
    inner.documentElement.dataset['theme'] = document.documentElement.dataset['theme'] ?? '';
    inner.documentElement.lang = page.documentElement.lang || 'en';
    inner.title = title;
    inner.head.append(sheet);
    inner.body.append(...page.body.childNodes);
  });
  return frame;
}

/**
 * The type library knows no Trusted Types: a method may be described with wider parameters.
 * @param {unknown} text
 */
function parsed(text) {
  /** @type {{ parseFromString(text: unknown, type: 'text/html'): Document }} */
  const parser = new DOMParser();
  return parser.parseFromString(text, 'text/html');
}

/** @param {Document} page */
function clean(page) {
  for (const unwanted of page.body.querySelectorAll(LEFT_OUT)) unwanted.remove();
  for (const file of page.body.querySelectorAll('object'))
    file.replaceWith(`📎 ${file.getAttribute('data-attachment') ?? 'attachment'}`);
  for (const part of page.body.querySelectorAll('span[data-style]')) emphasize(part);
  for (const part of page.body.querySelectorAll('*'))
    for (const name of part.getAttributeNames())
      if (!KEPT_ATTRIBUTES.has(name) && ADDRESSES[part.localName] !== name) part.removeAttribute(name);
  for (const link of page.querySelectorAll('a')) {
    if (!/^(?:https?|mailto):/i.test(link.getAttribute('href') ?? '')) link.removeAttribute('href');
    link.target = '_blank';
    link.rel = 'noopener noreferrer';
  }
}

/** @param {Element} part */
function emphasize(part) {
  for (const [pattern, tag] of EMPHASIS) {
    if (!pattern.test(part.getAttribute('data-style') ?? '')) continue;
    const emphasis = part.ownerDocument.createElement(tag);
    emphasis.append(...part.childNodes);
    part.append(emphasis);
  }
}

/**
 * Images of OneNote's own come through this API; any other stays away.
 * @param {HTMLImageElement} image
 * @param {import('../loading.js').Context} context
 */
async function fill(image, { call, signal }) {
  const source = image.getAttribute('src') ?? '';
  image.removeAttribute('src');
  const [, id] = RESOURCE.exec(source) ?? [];
  if (id === undefined) return;
  try {
    image.src = URL.createObjectURL(await (await call(`/v1.0/me/onenote/resources/${id}/content`, { signal })).blob());
  } catch (error) {
    if (!(error instanceof Challenge)) throw error;
  }
}
