import { GraphError } from '../errors.js';
import type { Embed } from './html/clean.js';
import { clean } from './html/clean.js';
import type { HtmlElement, HtmlNode } from './html/html-tree.js';
import { elementsOf, parseHtml, textOf } from './html/html-tree.js';

/** What a page says: its title, and the divs everything on it stands in. */
export interface PageContent {
  readonly title: string;
  readonly body: readonly HtmlElement[];
}

const PLACED = /(?:^|;)\s*position:\s*absolute/i;
const DEFAULT_DIV = { 'data-id': '_default', style: 'position:absolute;left:48px;top:120px;width:624px' };
/** Elements that can be changed, and so get an id. */
const CHANGEABLE = /^(?:div|p|h[1-6]|li|ol|ul|table|img|object)$/;

/** A page from its input HTML, with the moment its `created` says. Throws 400. */
export function pageContent(html: string, embed: Embed): PageContent & { readonly created: string | undefined } {
  const nodes = parsed(html);
  const elements = elementsOf(nodes);
  const title = textOf(elements.find(({ name }) => name === 'title')?.children ?? []);
  const created = elements.find(({ name, attributes }) => name === 'meta' && attributes['name'] === 'created');
  const body = elements.find(({ name }) => name === 'body') ?? { name: 'body', attributes: {}, children: nodes };
  return { title, body: divsOf(body, embed), created: momentOf(created?.attributes['content']) };
}

/** Input HTML that becomes a part of a page, below an element of that name. Throws 400. */
export function fragment(html: string, within: string, embed: Embed): readonly HtmlNode[] {
  return clean(parsed(html), within, embed);
}

/** The page with an id for each element that can be changed and has none; `next` makes them. */
export function identified(nodes: readonly HtmlNode[], next: (name: string) => string): readonly HtmlNode[] {
  return nodes.map((node) => {
    if (typeof node === 'string') return node;
    const id = node.attributes['id'] ?? (CHANGEABLE.test(node.name) ? next(node.name) : undefined);
    return {
      ...node,
      attributes: { ...(id !== undefined && { id }), ...node.attributes },
      children: identified(node.children, next),
    };
  });
}

export function isElement(node: HtmlNode): node is HtmlElement {
  return typeof node !== 'string';
}

/** Divs placed on the page stay where they are; everything else stands in one default div. */
function divsOf(body: HtmlElement, embed: Embed): readonly HtmlElement[] {
  const placing = body.attributes['data-absolute-enabled']?.toLowerCase() === 'true';
  const isPlaced = (node: HtmlNode): node is HtmlElement =>
    placing && isElement(node) && node.name === 'div' && PLACED.test(node.attributes['style'] ?? '');
  const placed = body.children.filter(isPlaced).map((div) => ({
    name: 'div',
    attributes: {
      ...(div.attributes['data-id'] !== undefined && { 'data-id': div.attributes['data-id'] }),
      style: (div.attributes['style'] ?? '').replaceAll(/\s*([:;])\s*/g, '$1').replace(/;$/, ''),
    },
    children: clean(div.children, 'div', embed),
  }));
  const loose = clean(
    body.children.filter((node) => !isPlaced(node)),
    'div',
    embed,
  );
  const standard = { name: 'div', attributes: DEFAULT_DIV, children: loose };
  return loose.length > 0 || placed.length === 0 ? [standard, ...placed] : placed;
}

function parsed(html: string): readonly HtmlNode[] {
  const nodes = parseHtml(html);
  if (nodes === undefined) throw new GraphError('noteContent', 'The HTML is nested too deeply.');
  return nodes;
}

function momentOf(written: string | undefined): string | undefined {
  const moment = Date.parse(written ?? '');
  return Number.isNaN(moment) ? undefined : new Date(moment).toISOString().replace('.000Z', 'Z');
}
