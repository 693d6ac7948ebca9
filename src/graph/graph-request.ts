import type { IncomingMessage } from 'node:http';
import type { Dispatcher } from 'undici';
import type { GraphCall } from './graph-call.js';
import { unclearHeader } from './graph.errors.js';
import { withoutFormat } from './markdown/markdown-wish.js';
import type { Operation } from './operation.js';

/** What of a request's headers reaches Graph. Nothing else does, and what a Connection header names does not either. */
export const FORWARDED_HEADERS: ReadonlySet<string> = new Set([
  'accept',
  'accept-language',
  'cache-control',
  'client-request-id',
  'consistencylevel',
  'content-encoding',
  'content-range',
  'content-type',
  'if-match',
  'if-modified-since',
  'if-none-match',
  'if-range',
  'prefer',
  'range',
  'sdkversion',
  'workbook-session-id',
  'x-peoplequery-querysources',
]);

/** Of a page that is to become Markdown: Graph has HTML only, and a part or the knowledge of an older one is of no use. */
const HTML_IN_FULL: ReadonlySet<string> = new Set(
  [...FORWARDED_HEADERS].filter((name) => name !== 'accept' && name !== 'range' && !name.startsWith('if-')),
);

/** Of other bytes nobody knows what they mean to the next server (RFC 9110 section 5.5). */
export const PLAIN = /^[\t -~]*$/;

/**
 * The request as Graph gets it: the raw target as received, headers by allow-list, our Graph token; its body is another's
 * matter, and so is the trace it belongs to. Throws `invalid_request`.
 */
export function graphRequest(
  { request: { raw }, operation, carriesBody: withBody, markdown }: GraphCall,
  accessToken: string,
  origin: string,
): Dispatcher.DispatchOptions & { readonly headers: string[] } {
  const asMarkdown = markdown !== 'none';
  const headers = forwardedHeaders(
    raw,
    asMarkdown || carriesLinks(operation),
    asMarkdown ? HTML_IN_FULL : FORWARDED_HEADERS,
  );
  headers.push('authorization', `Bearer ${accessToken}`);
  const length = raw.headers['content-length'];
  if (withBody && length !== undefined) headers.push('content-length', length);
  return {
    origin,
    method: raw.method === 'HEAD' ? 'HEAD' : operation.method,
    path: asMarkdown ? withoutFormat(raw.url ?? '') : (raw.url ?? ''),
    headers,
    body: null,
  };
}

/** Whether a body goes with a request to Graph: GET and DELETE have none there, whatever the caller sends. */
export function carriesBody({ headers }: IncomingMessage, { method }: Operation): boolean {
  if (method === 'GET' || method === 'DELETE') return false;
  // RFC 9112 section 6.3
  return headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0';
}

function forwardedHeaders(request: IncomingMessage, readable: boolean, forwarded: ReadonlySet<string>): string[] {
  const { connection, 'accept-encoding': acceptEncoding } = request.headers;
  // RFC 9110 section 7.6.1: headers named there belong to this hop.
  const hopByHop = connection === undefined ? [] : connection.toLowerCase().split(/[ ,\t]+/);
  const headers: string[] = [];
  for (const name of Object.keys(request.headers)) {
    if (!forwarded.has(name)) continue;
    const value = request.headers[name];
    if (typeof value !== 'string' || hopByHop.includes(name)) continue;
    if (!PLAIN.test(value)) throw unclearHeader();
    headers.push(name, value);
  }
  // What is looked into here has to come as it is; bytes come as the client likes them.
  const asLiked = !readable && typeof acceptEncoding === 'string' && !hopByHop.includes('accept-encoding');
  if (asLiked && !PLAIN.test(acceptEncoding)) throw unclearHeader();
  headers.push('accept-encoding', asLiked ? acceptEncoding : 'identity');
  return headers;
}

/** Whether an operation's answer is JSON that can carry absolute links into Graph. */
export function carriesLinks({ answer }: Operation): boolean {
  return answer.kind !== 'bytes' && answer.kind !== 'page' && answer.kind !== 'redirect';
}
