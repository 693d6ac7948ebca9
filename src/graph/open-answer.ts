import type { FastifyReply, FastifyRequest } from 'fastify';
import { graphPathHeaders } from '../common/http/graph-path.js';
import { Problem } from '../common/problem/problem.js';
import type { AnswerBody } from './answer-body.js';
import { RewrittenBody, StraightBody, WHOLE_BODY_LIMIT, WholeBody } from './answer-body.js';
import { carriedHeaders } from './answer-headers.js';
import type { AnswerHeaders } from './graph-answer.js';
import { carriesLinks } from './graph-request.js';
import { LinkRewriter, rewrittenLink } from './link-rewriter.js';
import type { Operation } from './operation.js';

export interface AnswerContext {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly operation: Operation;
  readonly graphOrigin: string;
  /** Where links shall point. */
  readonly publicUrl: string;
  readonly fromListedOrigin: boolean;
  /** Called when the head goes out: from then on the answer can only be finished or broken off. */
  readonly onHead: () => void;
}

/**
 * Takes over the caller's response for an answer of Graph's: decides how its body goes out and writes the head, at once
 * or, for short JSON, together with the body. Throws `graph_bad_response` for what cannot be passed on.
 */
export function openAnswer(status: number, headers: AnswerHeaders, context: AnswerContext): AnswerBody {
  const { request, reply, operation, graphOrigin, publicUrl, fromListedOrigin, onHead } = context;
  const head = { ...carriedHeaders(headers), ...graphPathHeaders(fromListedOrigin) };
  const writeHead = (own: Readonly<Record<string, string | number>> = {}): void => {
    // What hooks have set, CORS for one: a hijacked reply would lose it.
    for (const [name, value] of Object.entries(reply.getHeaders()))
      if (value !== undefined) reply.raw.setHeader(name, value);
    reply.hijack();
    reply.raw.writeHead(status, { ...head, ...own });
    onHead();
  };

  // Follow-up addresses of long-running and created things; redirects and downloads stay what they are.
  if (status === 201 || status === 202) pointLinksHere(head, graphOrigin, publicUrl);
  if (!carriesLinks(operation) || !isJson(headers) || status === 204 || status === 206 || status === 304) {
    writeHead();
    return new StraightBody(reply.raw);
  }
  // Graph was asked for `identity`: what is compressed all the same cannot be looked into, and is not let through unseen.
  if (head['content-encoding'] !== undefined && head['content-encoding'] !== 'identity')
    throw new Problem('graph_bad_response', { reason: 'encoded' });
  const links = new LinkRewriter(graphOrigin, publicUrl);
  const length = Number(head['content-length'] ?? Number.NaN);
  delete head['content-length'];
  if (request.method !== 'HEAD' && length <= WHOLE_BODY_LIMIT) {
    return new WholeBody(reply.raw, links, (newLength) => writeHead({ 'content-length': newLength }));
  }
  writeHead();
  return new RewrittenBody(reply.raw, links);
}

function isJson({ 'content-type': type }: AnswerHeaders): boolean {
  return typeof type === 'string' && /^application\/(?:[\w.-]+\+)?json\b/i.test(type);
}

function pointLinksHere(head: Record<string, string | string[]>, graphOrigin: string, publicUrl: string): void {
  for (const name of ['location', 'operation-location']) {
    const link = head[name];
    if (typeof link === 'string') head[name] = rewrittenLink(link, graphOrigin, publicUrl);
  }
}
