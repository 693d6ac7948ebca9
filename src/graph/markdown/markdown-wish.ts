import type { IncomingMessage } from 'node:http';
import Negotiator from 'negotiator';

export const MARKDOWN = 'text/markdown';

/** How a request wants a page: not in Markdown, as an answer to read, or as a file to keep. */
export type MarkdownWish = 'none' | 'inline' | 'attachment';

/**
 * By `Accept`, or for links, which cannot set it, by `$format=text/markdown`, which comes before it (OData URL
 * Conventions section 5.1.8). HTML unless Markdown is preferred.
 */
export function markdownWish({ url = '', headers }: Pick<IncomingMessage, 'url' | 'headers'>): MarkdownWish {
  if (FORMAT.test(url)) return 'attachment';
  const { accept } = headers;
  if (accept === undefined || !/markdown/i.test(accept)) return 'none';
  return new Negotiator({ headers: { accept } }).mediaType(['text/html', MARKDOWN]) === MARKDOWN ? 'inline' : 'none';
}

/** The target as Graph gets it: Graph has no such format of a page. */
export function withoutFormat(target: string): string {
  return target.replace(FORMAT, (_match, before: string, after: string) =>
    before === '?' && after === '&' ? '?' : after,
  );
}

const FORMAT = /([?&])(?:\$|%24)format=text(?:\/|%2f)markdown(&|$)/i;
