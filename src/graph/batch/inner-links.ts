import { carriedHeaders } from '../answer-headers.js';
import { carriesLinks } from '../graph-request.js';
import { LinkRewriter, rewrittenLink } from '../link-rewriter.js';
import type { Operation } from '../operation.js';
import type { GraphInnerAnswer } from './graph-answers.js';
import type { InnerAnswer } from './inner-answer.js';
import { spelled } from './inner-headers.js';

export interface Origins {
  readonly graph: string;
  /** Where links shall point. */
  readonly here: string;
}

/** Graph's answer to one request of a batch as the caller gets it, its links pointing here as those of an answer alone. */
export function carriedAnswer(
  answer: GraphInnerAnswer,
  operation: Operation,
  { graph, here }: Origins,
  now: number,
): InnerAnswer {
  const { status, body } = answer;
  const headers = spelled(carriedHeaders(status, answer.headers, now));
  if (status === 201 || status === 202) {
    for (const name of ['Location', 'Operation-Location']) {
      const link = headers[name];
      if (link !== undefined) headers[name] = rewrittenLink(link, graph, here);
    }
  }
  if (body?.kind !== 'object' || !carriesLinks(operation) || status === 206)
    return { status, headers, body: body?.raw };
  const links = new LinkRewriter(graph, here);
  return { status, headers, body: links.all(Buffer.from(body.raw)).toString() };
}
