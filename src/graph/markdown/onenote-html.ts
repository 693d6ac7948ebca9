import type { Element, ElementContent, Nodes, Root } from 'hast';
import { visit } from 'unist-util-visit';

/** Where links in a page lead. */
export interface PageLinks {
  /** Origin that Graph writes into its pages. */
  readonly graphOrigin: string;
  /** The origin of ours that the page was asked from. */
  readonly publicUrl: string;
}

/** Resources of a page in Graph's addresses: of `me` or of a user, the bytes under `content` or `$value`. */
const RESOURCE =
  /^\/v1\.0\/(?:me|users(?:\/[^/?#]+|\('[^']*'\)))\/onenote\/resources\/([^/?#]+)\/(?:content|\$value)$/i;

/**
 * Turns what only OneNote's output HTML has into plain HTML
 * (https://learn.microsoft.com/graph/onenote-input-output-html): to-do tags become check boxes, images and attached
 * files point at this API's resources of the signed-in user.
 */
export function plainHtml(links: PageLinks): (page: Root) => void {
  return (page) => {
    visit(page, 'element', (element, place, parent) => {
      const tag = String(element.properties['dataTag'] ?? '');
      if (/\bto-do\b/.test(tag)) element.children.unshift(...checkBox(tag));
      if (element.tagName === 'img') pointImageHere(element, links);
      if (element.tagName === 'span') emphasize(element);
      if (element.tagName === 'object' && parent !== undefined && place !== undefined)
        parent.children[place] = attachmentLink(element, links);
    });
    gatherCheckBoxes(page);
  };
}

/** Text of the page's `title`; empty where there is none. */
export function titleOf(page: Root): string {
  let title = '';
  visit(page, { tagName: 'title' }, (element: Element) => {
    title = element.children.map((child) => (child.type === 'text' ? child.value : '')).join('');
    return false;
  });
  return title.trim();
}

function checkBox(tag: string): ElementContent[] {
  const checked = /\bto-do:completed\b/.test(tag);
  return [newElement('input', { type: 'checkbox', checked, disabled: true }, []), { type: 'text', value: ' ' }];
}

/** Markdown knows check boxes in lists only: paragraphs with one that follow each other become a list. */
function gatherCheckBoxes(page: Root): void {
  visit(page, (node: Nodes) => {
    if (!('children' in node) || (node.type === 'element' && /^(?:ul|ol)$/.test(node.tagName))) return;
    const children: ElementContent[] = [];
    for (const child of node.children) {
      if (child.type === 'doctype') continue;
      const last = lastElement(children);
      if (child.type !== 'element' || child.tagName !== 'p' || !beginsWithCheckBox(child)) children.push(child);
      else if (last?.properties['className'] === CHECK_LIST) last.children.push(item(child));
      else children.push(newElement('ul', { className: CHECK_LIST }, [item(child)]));
    }
    node.children = children;
  });
}

const CHECK_LIST = 'contains-task-list';

function item(paragraph: Element): Element {
  return newElement('li', {}, paragraph.children);
}

/** The last element, where nothing but white space comes after it. */
function lastElement(children: readonly ElementContent[]): Element | undefined {
  const last = children.findLast((child) => child.type !== 'text' || child.value.trim() !== '');
  return last?.type === 'element' ? last : undefined;
}

function beginsWithCheckBox({ children }: Element): boolean {
  const [first] = children;
  return first?.type === 'element' && first.tagName === 'input';
}

/** OneNote writes emphasis as style, Markdown has elements for it. */
function emphasize(span: Element): void {
  const style = String(span.properties['style'] ?? '');
  for (const [pattern, tagName] of EMPHASIS)
    if (pattern.test(style)) span.children = [newElement(tagName, {}, span.children)];
}

const EMPHASIS: readonly (readonly [RegExp, string])[] = [
  [/\bfont-weight:\s*(?:bold|[6-9]00)\b/i, 'strong'],
  [/\bfont-style:\s*italic\b/i, 'em'],
  [/\btext-decoration:[^;]*\bline-through\b/i, 'del'],
];

function pointImageHere({ properties }: Element, links: PageLinks): void {
  const source = properties['dataFullresSrc'] ?? properties['src'];
  if (typeof source === 'string') properties['src'] = resourceHere(source, links);
}

/** An attached file: `<object data="…" data-attachment="name">`. */
function attachmentLink({ properties }: Element, links: PageLinks): Element {
  const name = String(properties['dataAttachment'] ?? 'attachment');
  const href = typeof properties['data'] === 'string' ? resourceHere(properties['data'], links) : '';
  return newElement('a', { href }, [{ type: 'text', value: name }]);
}

function resourceHere(address: string, { graphOrigin, publicUrl }: PageLinks): string {
  if (!address.startsWith(`${graphOrigin}/`)) return address;
  const [path = ''] = address.slice(graphOrigin.length).split(/[?#]/, 1);
  const id = RESOURCE.exec(path)?.[1];
  return id === undefined ? address : `${publicUrl}/v1.0/me/onenote/resources/${id}/content`;
}

function newElement(tagName: string, properties: Element['properties'], children: ElementContent[]): Element {
  return { type: 'element', tagName, properties, children };
}
