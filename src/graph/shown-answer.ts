import type { FastifyRequest } from 'fastify';
import { isShownByBrowser } from '../common/http/fetch-metadata.js';
import { Problem } from '../common/problem/problem.js';
import type { AnswerHeaders } from './graph-answer.js';

/**
 * What a browser shows by itself to whoever a session cookie has signed in is JSON only: an attachment or a file that
 * others have sent is not to stand as a page under this API's address, even one that could run nothing. Throws
 * `csrf_refused`.
 */
export function expectShowable(status: number, headers: AnswerHeaders, { raw }: Pick<FastifyRequest, 'raw'>): void {
  const byCookie = raw.headers.authorization === undefined;
  if (!byCookie || !isShownByBrowser(raw.headers) || isJson(headers) || showsNothing(status, headers)) return;
  throw new Problem('csrf_refused', {
    reason: 'shown_by_browser',
    detail:
      'Opened by a link, this API shows JSON only. Fetch this from a script of your page, and show or save it there.',
  });
}

/** Whether an answer of Graph's is JSON. */
export function isJson({ 'content-type': type }: AnswerHeaders): boolean {
  return typeof type === 'string' && /^application\/(?:[\w.-]+\+)?json\b/i.test(type);
}

function showsNothing(status: number, headers: AnswerHeaders): boolean {
  const leadsElsewhere = status >= 300 && status < 400 && headers['location'] !== undefined;
  return leadsElsewhere || status === 204 || status === 304 || headers['content-length'] === '0';
}
