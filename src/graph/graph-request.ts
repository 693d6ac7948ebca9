import type { IncomingMessage } from 'node:http';
import type { Dispatcher } from 'undici';
import { unclearHeader } from './graph.errors.js';
import { heldBody } from './held-body.js';
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
  'traceparent',
  'tracestate',
  'workbook-session-id',
  'x-peoplequery-querysources',
]);

/** Of other bytes nobody knows what they mean to the next server (RFC 9110 section 5.5). */
export const PLAIN = /^[\t -~]*$/;

/**
 * The request as Graph gets it: the raw target as received, headers by allow-list, our Graph token, the body as a
 * stream where the method takes one. Throws `invalid_request`.
 */
export function graphRequest(
  request: IncomingMessage,
  operation: Operation,
  accessToken: string,
): Dispatcher.DispatchOptions {
  const headers = forwardedHeaders(request, operation);
  headers.push('authorization', `Bearer ${accessToken}`);
  const withBody = operation.method !== 'GET' && operation.method !== 'DELETE' && hasBody(request);
  const length = request.headers['content-length'];
  if (withBody && length !== undefined) headers.push('content-length', length);
  return {
    method: request.method === 'HEAD' ? 'HEAD' : operation.method,
    path: request.url ?? '',
    headers,
    body: withBody ? (heldBody(request) ?? request) : null,
  };
}

/** Whether a request says that a body follows (RFC 9112 section 6.3). */
export function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0';
}

function forwardedHeaders(request: IncomingMessage, operation: Operation): string[] {
  const { connection, 'accept-encoding': acceptEncoding } = request.headers;
  // RFC 9110 section 7.6.1: headers named there belong to this hop.
  const hopByHop = connection === undefined ? [] : connection.toLowerCase().split(/[ ,\t]+/);
  const headers: string[] = [];
  for (const [name, value] of Object.entries(request.headers)) {
    if (!FORWARDED_HEADERS.has(name) || typeof value !== 'string' || hopByHop.includes(name)) continue;
    if (!PLAIN.test(value)) throw unclearHeader();
    headers.push(name, value);
  }
  // JSON is scanned for links, so it has to come as it is; bytes come as the client likes them.
  headers.push('accept-encoding', carriesLinks(operation) ? 'identity' : (acceptEncoding?.toString() ?? 'identity'));
  return headers;
}

/** Whether an operation's answer is JSON that can carry absolute links into Graph. */
export function carriesLinks({ answer }: Operation): boolean {
  return answer.kind !== 'bytes' && answer.kind !== 'redirect';
}
