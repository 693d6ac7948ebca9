import type { HtmlElement, HtmlNode } from './html-tree.js';
import { INLINE } from './html-tree.js';

/** How OneNote tells elements of character style: as a span. */
const SPANS: Readonly<Record<string, string>> = {
  b: 'font-weight:bold',
  strong: 'font-weight:bold',
  i: 'font-style:italic',
  em: 'font-style:italic',
  u: 'text-decoration:underline',
  s: 'text-decoration:line-through',
  strike: 'text-decoration:line-through',
  del: 'text-decoration:line-through',
  code: 'font-family:Consolas',
  font: '',
};
/** What elements look like where the input does not say otherwise. */
const LOOKS: Readonly<Record<string, string>> = {
  p: 'margin-top:0pt;margin-bottom:0pt',
  table: 'border:1px solid;border-collapse:collapse',
  td: 'border:1px solid',
  h1: 'font-size:16pt;color:#1e4e79;margin-top:0pt;margin-bottom:0pt',
  h2: 'font-size:14pt;color:#2e75b5;margin-top:0pt;margin-bottom:0pt',
  h3: 'font-size:12pt;color:#5b9bd5;margin-top:0pt;margin-bottom:0pt',
  h4: 'font-size:12pt;color:#5b9bd5;font-style:italic;margin-top:0pt;margin-bottom:0pt',
  h5: 'color:#2e75b5;margin-top:0pt;margin-bottom:0pt',
  h6: 'color:#2e75b5;font-style:italic;margin-top:0pt;margin-bottom:0pt',
};
const KEPT = new Set([
  'p',
  'h1',
  'h2',
  'h3',
  'h4',
  'h5',
  'h6',
  'ul',
  'ol',
  'li',
  'table',
  'tr',
  'td',
  'a',
  'br',
  'span',
  'sup',
  'sub',
  'cite',
  'pre',
]);
const DROPPED = new Set([
  'script',
  'style',
  'head',
  'title',
  'meta',
  'link',
  'form',
  'input',
  'button',
  'hr',
  'noscript',
]);
const ATTRIBUTES = new Set(['data-id', 'data-tag', 'alt', 'lang', 'start', 'type', 'value', 'colspan', 'rowspan']);
const STYLES =
  /^(?:background-color|color|font-family|font-size|font-style|font-weight|text-decoration|text-align|list-style-type|border|border-collapse|width|height|margin-top|margin-bottom)$/;
/** Elements whose loose text and images stand in a paragraph of their own. */
const WRAPPING = new Set(['div', 'body']);

/** What becomes of an image, a file or a video: the element it is kept as, undefined where it is left out. */
export type Embed = (element: HtmlElement) => HtmlElement | undefined;

/**
 * Input HTML as OneNote keeps it: supported elements and styles only, character styles as spans, loose text in
 * paragraphs (https://learn.microsoft.com/graph/onenote-input-output-html).
 */
export function clean(nodes: readonly HtmlNode[], within: string, embed: Embed): readonly HtmlNode[] {
  const cleaned = nodes.flatMap((node) =>
    typeof node === 'string' ? textIn(node, within) : kept(node, within, embed),
  );
  return WRAPPING.has(within) ? inParagraphs(cleaned) : cleaned;
}

function kept(element: HtmlElement, within: string, embed: Embed): readonly HtmlNode[] {
  const { name, attributes } = element;
  if (DROPPED.has(name)) return [];
  if (name === 'img' || name === 'object' || name === 'iframe') {
    const embedded = embed(element);
    return embedded === undefined ? [] : [embedded];
  }
  if (name === 'div' && attributes['data-id'] !== undefined) return [remade(element, 'div', '', embed)];
  if (name === 'th')
    return [
      remade({ ...element, children: [{ ...element, name: 'b', attributes: {} }] }, 'td', LOOKS['td'] ?? '', embed),
    ];
  if (Object.hasOwn(SPANS, name)) return [remade(element, 'span', SPANS[name] ?? '', embed)];
  if (!KEPT.has(name)) return clean(element.children, within, embed);
  return [remade(element, name, LOOKS[name] ?? '', embed)];
}

function remade(element: HtmlElement, name: string, style: string, embed: Embed): HtmlElement {
  return {
    name,
    attributes: attributesOf(element, style),
    children: trimmed(clean(element.children, name, embed), name),
  };
}

/** Without the white space at the edges of a block, which browsers do not show either. */
function trimmed(nodes: readonly HtmlNode[], within: string): readonly HtmlNode[] {
  if (INLINE.has(within) || within === 'pre') return nodes;
  return nodes.flatMap((node, index): readonly HtmlNode[] => {
    if (typeof node !== 'string') return [node];
    const start = isEdge(nodes[index - 1]) ? node.trimStart() : node;
    const text = isEdge(nodes[index + 1]) ? start.trimEnd() : start;
    return text === '' ? [] : [text];
  });
}

/** Whether a line ends there: at the end of a block, and where another begins. */
function isEdge(node: HtmlNode | undefined): boolean {
  return node === undefined || (typeof node !== 'string' && !INLINE.has(node.name));
}

/** The attributes OneNote keeps, what the element always looks like before what the input says. */
export function attributesOf({ name, attributes }: HtmlElement, style = ''): Readonly<Record<string, string>> {
  const known = Object.entries(attributes).filter(([each]) => ATTRIBUTES.has(each));
  const href =
    name === 'a' && /^(?:https?|mailto|onenote|tel):/i.test(attributes['href'] ?? '') ? attributes['href'] : undefined;
  const styles = new Map(
    `${style};${attributes['style'] ?? ''}`.split(';').flatMap((each) => {
      const [property = '', ...value] = each.split(':');
      const key = property.trim().toLowerCase();
      return STYLES.test(key) && value.length > 0 ? [[key, value.join(':').trim()] as const] : [];
    }),
  );
  return {
    ...Object.fromEntries(known),
    ...(href !== undefined && { href }),
    ...(styles.size > 0 && { style: [...styles].map(([key, value]) => `${key}:${value}`).join(';') }),
  };
}

/** Line ends between blocks are no text. */
function textIn(text: string, within: string): readonly string[] {
  const loose = ['div', 'body', 'ul', 'ol', 'table', 'tr'].includes(within);
  if (loose && text.trim() === '') return [];
  return [within === 'pre' ? text : text.replaceAll(/[ \t\r\n]+/g, ' ')];
}

function inParagraphs(nodes: readonly HtmlNode[]): readonly HtmlNode[] {
  const blocks: HtmlNode[] = [];
  let line: HtmlNode[] = [];
  const end = (): void => {
    if (line.some((node) => typeof node !== 'string' || node.trim() !== ''))
      blocks.push({ name: 'p', attributes: { style: LOOKS['p'] ?? '' }, children: trimmed(line, 'p') });
    line = [];
  };
  for (const node of nodes) {
    // An image alone stands as a block of its own.
    const inline = typeof node === 'string' || (INLINE.has(node.name) && node.name !== 'img');
    if (inline) line.push(node);
    else {
      end();
      blocks.push(node);
    }
  }
  end();
  return blocks;
}
