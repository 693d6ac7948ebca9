import type { Root } from 'hast';
import type { Root as Text } from 'mdast';
import rehypeParse from 'rehype-parse';
import rehypeRemark from 'rehype-remark';
import rehypeSanitize, { defaultSchema } from 'rehype-sanitize';
import remarkGfm from 'remark-gfm';
import remarkStringify from 'remark-stringify';
import { unified } from 'unified';
import type { PageLinks } from './onenote-html.js';
import { plainHtml, titleOf } from './onenote-html.js';

/** A page of OneNote in Markdown. */
export interface PageMarkdown {
  readonly title: string;
  /** GitHub Flavored Markdown without raw HTML; links lead to http, https and mailto only. */
  readonly markdown: string;
}

/** Scripts and other schemes are gone before there is Markdown: whoever renders it may be less careful. */
const SAFE = {
  ...defaultSchema,
  strip: ['script', 'style', 'head', 'iframe', 'svg', 'math'],
  clobberPrefix: '',
  protocols: { href: ['http', 'https', 'mailto'], src: ['http', 'https'] },
};

/** Converts the HTML that Graph answers for a page. Throws RangeError where elements are nested thousands deep. */
export function pageMarkdown(html: string, links: PageLinks): PageMarkdown {
  const page: Root = unified().use(rehypeParse).parse(html);
  const title = titleOf(page);
  plainHtml(links)(page);
  const conversion = unified()
    .use(rehypeSanitize, SAFE)
    .use(rehypeRemark)
    .use(remarkGfm)
    .use(remarkStringify, { bullet: '-', emphasis: '*', rule: '-' });
  const text = conversion.runSync(page);
  if (title !== '' && headingOf(text) !== title)
    text.children.unshift({ type: 'heading', depth: 1, children: [{ type: 'text', value: title }] });
  return { title, markdown: conversion.stringify(text) };
}

/** OneNote keeps a page's title apart from its body, where some repeat it. */
function headingOf({ children: [first] }: Text): string | undefined {
  if (first?.type !== 'heading') return undefined;
  return first.children.map((child) => ('value' in child ? child.value : '')).join('');
}
