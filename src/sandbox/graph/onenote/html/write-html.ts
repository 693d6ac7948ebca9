import { encodeAttribute, encodeText } from './entities.js';
import type { HtmlElement, HtmlNode } from './html-tree.js';
import { INLINE } from './html-tree.js';

const EMPTY = new Set(['br', 'img', 'object', 'iframe']);

/** XHTML of nodes, blocks on lines of their own as OneNote writes it. */
export function writeHtml(
  nodes: readonly HtmlNode[],
  indent: string,
  attributes: (element: HtmlElement) => Readonly<Record<string, string>>,
  within = 'div',
): string {
  return nodes
    .map((node) => {
      if (typeof node === 'string') return encodeText(node);
      const before = INLINE.has(node.name) && within !== 'div' ? '' : `\n${indent}`;
      const tag = `${node.name}${written(attributes(node))}`;
      if (EMPTY.has(node.name)) return `${before}<${tag} />`;
      const nested =
        node.name === 'div' || node.children.some((child) => typeof child !== 'string' && !INLINE.has(child.name));
      const inner = writeHtml(node.children, `${indent}\t`, attributes, node.name);
      return `${before}<${tag}>${inner}${nested ? `\n${indent}` : ''}</${node.name}>`;
    })
    .join('');
}

function written(attributes: Readonly<Record<string, string>>): string {
  return Object.entries(attributes)
    .map(([name, value]) => ` ${name}="${encodeAttribute(value)}"`)
    .join('');
}
