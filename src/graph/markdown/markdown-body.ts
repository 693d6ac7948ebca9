import type { ServerResponse } from 'node:http';
import { Problem } from '../../common/problem/problem.js';
import type { AnswerBody } from '../answer-body.js';
import type { Upstream } from '../graph-answer.js';
import type { PageMarkdown } from './page-markdown.js';

/** Longest page that is converted, in bytes of HTML: OneNote keeps images and files apart from it. */
const LONGEST_PAGE = 1024 * 1024;

export interface MarkdownBodyParts {
  readonly response: ServerResponse;
  readonly upstream: Upstream;
  readonly convert: (html: string) => Promise<PageMarkdown>;
  /** Called with the page when there is one, and its length in bytes, to write the head. */
  readonly writeHead: (page: PageMarkdown, length: number) => void;
}

/** A page of OneNote, held until it is whole, that goes out in Markdown. */
export class MarkdownBody implements AnswerBody {
  private readonly chunks: Buffer[] = [];
  private length = 0;

  constructor(private readonly parts: MarkdownBodyParts) {}

  write(chunk: Buffer): boolean {
    // Given up already; a decoder may still have some of it.
    if (this.length > LONGEST_PAGE) return true;
    this.length += chunk.length;
    if (this.length > LONGEST_PAGE)
      this.parts.upstream.giveUp(new Problem('graph_bad_response', { reason: 'page_too_long' }));
    else this.chunks.push(chunk);
    return true;
  }

  end(): void {
    if (this.length > LONGEST_PAGE) return;
    this.send().catch((error: unknown) => {
      this.parts.upstream.giveUp(error instanceof Error ? error : new Error('no page', { cause: error }));
    });
  }

  private async send(): Promise<void> {
    const { response, convert, writeHead } = this.parts;
    const page = await convert(Buffer.concat(this.chunks).toString('utf8'));
    if (response.destroyed) throw new Error('the caller went away');
    const body = Buffer.from(page.markdown);
    writeHead(page, body.length);
    response.end(body);
  }
}

/** `Content-Disposition` of a page (RFC 6266): its title is the name of the file. */
export function pageDisposition(kind: 'inline' | 'attachment', title: string): string {
  const name = `${fileName(title)}.md`;
  const plain = name.replaceAll(/[^\w .()-]/g, '_');
  return `${kind}; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(name).replaceAll(/['()*]/g, escaped)}`;
}

/** Without what file systems do not take, and of bearable length. */
function fileName(title: string): string {
  const name = title
    .normalize('NFC')
    .replaceAll(/[\p{Cc}\p{Cf}\p{Cs}<>:"/\\|?*]+/gu, ' ')
    .replaceAll(/\s+/g, ' ')
    .replace(/^[. ]+|[. ]+$/g, '');
  return (
    name
      .slice(0, 80)
      .replace(/[\uD800-\uDBFF]$/, '')
      .trim() || 'Page'
  );
}

function escaped(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}
