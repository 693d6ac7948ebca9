import type { Transform } from 'node:stream';
import { graphPathHeaders } from '../common/http/graph-path.js';
import { Problem } from '../common/problem/problem.js';
import { allowanceHeaders } from '../limits/allowance.js';
import type { AnswerBody } from './answer-body.js';
import { RewrittenBody, StraightBody, WHOLE_BODY_LIMIT, WholeBody } from './answer-body.js';
import { carriedHeaders } from './answer-headers.js';
import type { AnswerHeaders, Upstream } from './graph-answer.js';
import type { GraphCall } from './graph-call.js';
import { carriesLinks } from './graph-request.js';
import { InflatedBody, decoderOf } from './inflated-body.js';
import type { MarkdownConverter } from './markdown/converter.js';
import { MarkdownBody, pageDisposition } from './markdown/markdown-body.js';
import { MARKDOWN } from './markdown/markdown-wish.js';
import { LinkRewriter, rewrittenLink } from './link-rewriter.js';
import { expectShowable, isJson } from './shown-answer.js';

export interface AnswerContext {
  readonly call: GraphCall;
  readonly upstream: Upstream;
  readonly graphOrigin: string;
  /** Where links shall point. */
  readonly publicUrl: string;
  readonly fromListedOrigin: boolean;
  readonly converter: MarkdownConverter;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Called when the head goes out: from then on the answer can only be finished or broken off. */
  readonly onHead: () => void;
}

/** Headers that come last, in the place of any of the same name. */
type OwnHeaders = Readonly<Record<string, string | number>>;

const NONE: OwnHeaders = {};

/**
 * Takes over the caller's response for an answer of Graph's: decides how its body goes out and writes the head, at once
 * or together with the first of the body. Throws `graph_bad_response` for what cannot be passed on, `csrf_refused` for what
 * is not to be shown.
 */
export function openAnswer(status: number, headers: AnswerHeaders, context: AnswerContext): AnswerBody {
  const { call, graphOrigin, publicUrl } = context;
  const { reply, operation } = call;
  expectShowable(status, headers, call.request);
  const head = carriedHeaders(status, headers, context.now);
  const writeHead = (own = NONE): void => {
    writeAnswerHead(status, { head, own }, context);
    context.onHead();
  };

  // Follow-up addresses of long-running and created things; redirects and downloads stay what they are.
  if (status === 201 || status === 202) pointLinksHere(head, graphOrigin, publicUrl);
  if (call.markdown !== 'none' && status === 200 && isHtml(headers)) return inMarkdown(head, writeHead, context);
  if (!carriesLinks(operation) || !isJson(headers) || status === 204 || status === 206 || status === 304) {
    writeHead();
    return new StraightBody(reply.raw);
  }
  const length = Number(head['content-length'] ?? Number.NaN);
  const encoding = head['content-encoding'] ?? 'identity';
  delete head['content-length'];
  delete head['content-encoding'];
  const links = new LinkRewriter(graphOrigin, publicUrl);
  const rewritten = (): AnswerBody => {
    writeHead();
    return new RewrittenBody(reply.raw, links);
  };
  if (call.request.method === 'HEAD') return rewritten();
  if (encoding !== 'identity') {
    const { raw: response } = reply;
    return new InflatedBody({ decoder: decoderFor(encoding), response, upstream: context.upstream, open: rewritten });
  }
  if (length <= WHOLE_BODY_LIMIT)
    return new WholeBody(reply.raw, links, (newLength) => writeHead({ 'content-length': newLength }));
  return rewritten();
}

function writeAnswerHead(
  status: number,
  { head, own }: { head: Readonly<Record<string, string | string[]>>; own: OwnHeaders },
  { call: { reply, request }, fromListedOrigin }: AnswerContext,
): void {
  // Names and values in turn: the form in which Node.js writes a head without making one of its own first.
  const lines: (string | number | string[])[] = [];
  // What hooks have set, CORS for one: a hijacked reply would lose it.
  addTo(lines, reply.getHeaders(), own);
  addTo(lines, head, own);
  addTo(lines, graphPathHeaders(fromListedOrigin), own);
  addTo(lines, allowanceHeaders(request.allowance), own);
  addTo(lines, own);
  reply.hijack();
  reply.raw.writeHead(status, lines);
}

/** All that are not among those that come `later`. */
function addTo(
  lines: (string | number | string[])[],
  headers: Readonly<Record<string, string | number | string[] | undefined>>,
  later = NONE,
): void {
  for (const name of Object.keys(headers)) {
    const value = headers[name];
    if (value !== undefined && !(name in later)) lines.push(name, value);
  }
}

/** The head says what Graph's said, but of another text. */
function inMarkdown(
  head: Record<string, string | string[]>,
  writeHead: (own: OwnHeaders) => void,
  { call, upstream, graphOrigin, publicUrl, converter }: AnswerContext,
): AnswerBody {
  const { markdown, reply } = call;
  const encoding = head['content-encoding'] ?? 'identity';
  for (const name of [
    'content-encoding',
    'content-length',
    'content-disposition',
    'accept-ranges',
    'etag',
    'last-modified',
  ])
    delete head[name];
  const type = { 'content-type': `${MARKDOWN}; charset=utf-8`, vary: 'Accept, Authorization, Cookie, Origin' };
  if (call.request.method === 'HEAD') {
    writeHead(type);
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
      writeHead({
        ...type,
        'content-length': length,
        'content-disposition': pageDisposition(markdown === 'attachment' ? 'attachment' : 'inline', title),
      }),
  });
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
