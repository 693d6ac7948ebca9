import { decodeEntities } from './entities.js';

/** An element of a page; text stands as string among its children. */
export interface HtmlElement {
  /** Lower case. */
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly HtmlNode[];
}
export type HtmlNode = HtmlElement | string;

/** An element that is still open. */
interface Open {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: HtmlNode[];
}

const MARKUP = /<!--[\s\S]*?(?:-->|$)|<![^>]*>|<\?[^>]*>|<(\/?)([A-Za-z][\w:-]*)((?:[^<>"']|"[^"]*"|'[^']*')*)>/g;
const ATTRIBUTE = /([^\s=/"']+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/g;
const VOID = new Set(['br', 'img', 'hr', 'meta', 'link', 'input', 'col', 'area', 'base', 'wbr']);
/** What the start of an element ends, where it is still open. */
const ENDS: Readonly<Record<string, readonly string[]>> = {
  li: ['li'],
  p: ['p'],
  tr: ['tr', 'td', 'th'],
  td: ['td', 'th'],
  th: ['td', 'th'],
};
const MAX_DEPTH = 100;

/** Reads HTML the forgiving way OneNote does: what is not closed ends with what it stands in. Undefined when nested too deeply. */
export function parseHtml(html: string): readonly HtmlNode[] | undefined {
  const root: Open = { name: '', attributes: {}, children: [] };
  const open: Open[] = [root];
  const top = (): Open => open.at(-1) ?? root;
  const write = (text: string): void => {
    if (text !== '' && top().name !== 'script' && top().name !== 'style') top().children.push(decodeEntities(text));
  };
  let at = 0;
  for (const found of html.matchAll(MARKUP)) {
    write(html.slice(at, found.index));
    at = found.index + found[0].length;
    const [, slash, written, rest = ''] = found;
    const name = written?.toLowerCase();
    if (name === undefined) continue;
    if (slash === '/') {
      const index = open.findLastIndex((each) => each.name === name);
      if (index > 0) open.length = index;
      continue;
    }
    while (open.length > 1 && (ENDS[name] ?? []).includes(top().name)) open.pop();
    const element: Open = { name, attributes: attributesOf(rest), children: [] };
    top().children.push(element);
    if (!VOID.has(name) && !rest.trimEnd().endsWith('/')) open.push(element);
    if (open.length > MAX_DEPTH) return undefined;
  }
  write(html.slice(at));
  return root.children;
}

/** Every element below these nodes, in the order of the page. */
export function elementsOf(nodes: readonly HtmlNode[]): readonly HtmlElement[] {
  return nodes.flatMap((node) => (typeof node === 'string' ? [] : [node, ...elementsOf(node.children)]));
}

/** The text of nodes, words of different blocks apart. */
export function textOf(nodes: readonly HtmlNode[]): string {
  const raw = (each: readonly HtmlNode[]): string =>
    each
      .map((node) => {
        if (typeof node === 'string') return node;
        return INLINE.has(node.name) ? raw(node.children) : ` ${raw(node.children)} `;
      })
      .join('');
  return raw(nodes).replaceAll(/\s+/g, ' ').trim();
}

/** Elements that stand within a line. */
export const INLINE = new Set(['span', 'a', 'sup', 'sub', 'cite', 'br', 'img']);

function attributesOf(written: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    [...written.matchAll(ATTRIBUTE)].map(([, name = '', double, single, bare]) => [
      name.toLowerCase(),
      decodeEntities(double ?? single ?? bare ?? ''),
    ]),
  );
}
