import type { Transform } from 'node:stream';
import { Problem } from '../common/problem/problem.js';
import type { AnswerBody } from './answer-body.js';
import { RewrittenBody, StraightBody, WHOLE_BODY_LIMIT, WholeBody } from './answer-body.js';
import type { HeadContext } from './answer-head.js';
import { AnswerHead } from './answer-head.js';
import { carriedHeaders } from './answer-headers.js';
import type { AnswerHeaders, Upstream } from './graph-answer.js';
import { carriesLinks } from './graph-request.js';
import { InflatedBody, codingOf, decoderOf } from './inflated-body.js';
import type { MarkdownConverter } from './markdown/converter.js';
import { MarkdownBody, pageDisposition } from './markdown/markdown-body.js';
import { MARKDOWN } from './markdown/markdown-wish.js';
import { LinkRewriter, rewrittenLink } from './link-rewriter.js';
import { expectShowable, isJson } from './shown-answer.js';

export interface AnswerContext extends HeadContext {
  readonly upstream: Upstream;
  readonly graphOrigin: string;
  /** Where links shall point. */
  readonly publicUrl: string;
  readonly converter: MarkdownConverter;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** Of an answer without a body, whatever Graph says (RFC 9110 section 8.6). */
const OF_A_BODY: ReadonlySet<string> = new Set(['content-length']);
/** Of what is rewritten the length is another, and it goes out as it is. */
const OF_BYTES: ReadonlySet<string> = new Set(['content-length', 'content-encoding']);
/** And of what becomes Markdown these as well. */
const OF_HTML: ReadonlySet<string> = new Set([
  ...OF_BYTES,
  'accept-ranges',
  'content-disposition',
  'etag',
  'last-modified',
]);

/**
 * Takes over the caller's response for an answer of Graph's: decides how its body goes out and writes the head, at once
 * or together with the first of the body. Throws `graph_bad_response` for what cannot be passed on, `csrf_refused` for what
 * is not to be shown.
 */
export function openAnswer(status: number, headers: AnswerHeaders, context: AnswerContext): AnswerBody {
  const { call, graphOrigin, publicUrl } = context;
  const { raw: response } = call.reply;
  expectShowable(status, headers, call.request);
  if (call.markdown !== 'none' && status === 200 && isHtml(headers)) return inMarkdown(status, headers, context);
  if (!carriesLinks(call.operation) || !isJson(headers) || status === 204 || status === 206 || status === 304) {
    headOf(status, headers, context, status === 204 ? OF_A_BODY : undefined).write();
    return new StraightBody(response);
  }
  const { 'content-length': length } = headers;
  const encoding = codingOf(headers);
  const head = headOf(status, headers, context, OF_BYTES);
  const links = new LinkRewriter(graphOrigin, publicUrl);
  const rewritten = (): AnswerBody => {
    head.write();
    return new RewrittenBody(response, links);
  };
  if (call.request.method === 'HEAD') return rewritten();
  if (encoding !== 'identity')
    return new InflatedBody({ decoder: decoderFor(encoding), response, upstream: context.upstream, open: rewritten });
  return Number(length ?? Infinity) <= WHOLE_BODY_LIMIT ? new WholeBody(response, links, head) : rewritten();
}

function headOf(
  status: number,
  headers: AnswerHeaders,
  context: AnswerContext,
  without?: ReadonlySet<string>,
): AnswerHead {
  const carried = carriedHeaders(status, headers, context.now, without);
  // Follow-up addresses of long-running and created things; redirects and downloads stay what they are.
  if (status === 201 || status === 202) pointLinksHere(carried, context.graphOrigin, context.publicUrl);
  return new AnswerHead(status, carried, context);
}

/** The head says what Graph's said, but of another text. */
function inMarkdown(status: number, headers: AnswerHeaders, context: AnswerContext): AnswerBody {
  const { call, upstream, graphOrigin, publicUrl, converter } = context;
  const { markdown, reply } = call;
  const head = headOf(status, headers, context, OF_HTML);
  const type = { 'content-type': `${MARKDOWN}; charset=utf-8`, vary: 'Accept, Authorization, Cookie, Origin' };
  if (call.request.method === 'HEAD') {
    head.write(type);
    return new StraightBody(reply.raw);
  }
  const body = new MarkdownBody({
    response: reply.raw,
    upstream,
    convert: (html) =>
      converter.convert(
        { html, links: { graphOrigin, publicUrl } },
        { user: call.user, isWanted: () => !reply.raw.destroyed },
      ),
    writeHead: ({ title }, length) =>
      head.write(
        {
          ...type,
          'content-disposition': pageDisposition(markdown === 'attachment' ? 'attachment' : 'inline', title),
        },
        length,
      ),
  });
  const encoding = codingOf(headers);
  if (encoding === 'identity') return body;
  return new InflatedBody({ decoder: decoderFor(encoding), response: reply.raw, upstream, open: () => body });
}

function isHtml({ 'content-type': type }: AnswerHeaders): boolean {
  return typeof type === 'string' && /^text\/html\b/i.test(type);
}

/** Graph was asked for `identity`: what comes encoded all the same is decoded, for it is not let through unseen. */
function decoderFor(encoding: string | string[]): Transform {
  const decoder = typeof encoding === 'string' ? decoderOf(encoding) : undefined;
  if (decoder === undefined) throw new Problem('graph_bad_response', { reason: 'encoded' });
  return decoder;
}

function pointLinksHere(head: Record<string, string | string[]>, graphOrigin: string, publicUrl: string): void {
  for (const name of ['location', 'operation-location']) {
    const link = head[name];
    if (typeof link === 'string') head[name] = rewrittenLink(link, graphOrigin, publicUrl);
  }
}
