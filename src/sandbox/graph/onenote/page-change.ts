import { z } from 'zod';
import { GraphError } from '../errors.js';
import type { Embed } from './html/clean.js';
import type { HtmlElement, HtmlNode } from './html/html-tree.js';
import { elementsOf, parseHtml, textOf } from './html/html-tree.js';
import type { PageContent } from './page-content.js';
import { fragment, isElement } from './page-content.js';

const commands = z.array(
  z.object({
    target: z.string().min(1),
    action: z
      .string()
      .transform((action) => action.toLowerCase())
      .pipe(z.enum(['append', 'insert', 'prepend', 'replace', 'delete'])),
    position: z
      .string()
      .transform((position) => position.toLowerCase())
      .pipe(z.enum(['before', 'after']))
      .default('after'),
    content: z.string().default(''),
  }),
);
type Command = z.infer<typeof commands>[number];

const TAKES_CHILDREN = /^(?:div|ol|ul)$/;
const HAS_SIBLINGS = /^(?:div|img|object|ol|ul|table|p|li|h[1-6])$/;

/** The commands of a PATCH. Throws 400. */
export function commandsOf(text: string): readonly Command[] {
  let written: unknown;
  try {
    written = JSON.parse(text);
  } catch {
    throw new GraphError('notePatchMalformed');
  }
  const parsed = commands.safeParse(written);
  if (!parsed.success) throw new GraphError(Array.isArray(written) ? 'notePatchArgument' : 'notePatchMalformed');
  if (parsed.data.length === 0) throw new GraphError('noteNoActions');
  return parsed.data;
}

/** The page after all commands, or none of them: throws 400 or 404 for one it cannot do. */
export function changed(page: PageContent, all: readonly Command[], embed: Embed): PageContent {
  return all.reduce<PageContent>((before, command) => after(before, command, embed), page);
}

function after(page: PageContent, command: Command, embed: Embed): PageContent {
  if (command.target.toLowerCase() === 'title') {
    if (command.action !== 'replace') throw new GraphError('noteNoAction');
    return { ...page, title: textOf(parseHtml(command.content) ?? []) };
  }
  const target = targetOf(page, command.target);
  check(page, target, command);
  const body = changedNodes(page.body, '', target, command, embed).filter(isElement);
  return { ...page, body };
}

/** `body` is the first div, `#x` the element with that data-id, anything else a generated id. */
function targetOf({ body }: PageContent, wanted: string): HtmlElement {
  const found =
    wanted.toLowerCase() === 'body'
      ? body[0]
      : elementsOf(body).find(({ attributes }) =>
          wanted.startsWith('#') ? attributes['data-id'] === wanted.slice(1) : attributes['id'] === wanted,
        );
  if (found === undefined) throw new GraphError('noteTarget');
  return found;
}

/** https://learn.microsoft.com/graph/onenote-update-page#supported-elements-and-actions. */
function check({ body }: PageContent, target: HtmlElement, { action }: Command): void {
  if (action === 'append' || action === 'prepend') {
    if (!TAKES_CHILDREN.test(target.name)) throw new GraphError('noteNoAppend');
    return;
  }
  if (!HAS_SIBLINGS.test(target.name) || body.includes(target)) throw new GraphError('noteNoAction');
}

function changedNodes(
  nodes: readonly HtmlNode[],
  within: string,
  target: HtmlElement,
  command: Command,
  embed: Embed,
): readonly HtmlNode[] {
  return nodes.flatMap((node) => {
    if (typeof node === 'string') return [node];
    if (node !== target) {
      const children = changedNodes(node.children, node.name, target, command, embed);
      return [
        children.every((child, index) => child === node.children[index]) && children.length === node.children.length
          ? node
          : { ...node, children },
      ];
    }
    const { action, position, content } = command;
    if (action === 'delete') return [];
    if (action === 'append' || action === 'prepend') {
      const added = fragment(content, node.name, embed);
      const first = action === 'prepend' || position === 'before';
      return [{ ...node, children: first ? [...added, ...node.children] : [...node.children, ...added] }];
    }
    const added = fragment(content, within, embed);
    if (action === 'replace') return added;
    return position === 'before' ? [...added, node] : [node, ...added];
  });
}
