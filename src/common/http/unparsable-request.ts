import type { IncomingMessage } from 'node:http';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { randomUUID } from 'node:crypto';
import { Problem } from '../problem/problem.js';
import { problemAnswer } from '../problem/problem-answer.js';
import type { ProblemCode } from '../problem/problem-codes.js';
import { notHttp } from './framing.js';
import { unfinishedOn } from './requests-under-way.js';

/** What Node.js refuses before there is a request, by its error codes (https://nodejs.org/api/http.html#event-clienterror). */
const CODES: Readonly<Record<string, ProblemCode>> = {
  HPE_HEADER_OVERFLOW: 'headers_too_large',
  ERR_HTTP_REQUEST_TIMEOUT: 'request_timeout',
};

/** The parser's word for a connection that ends in the middle of a request. */
const GONE = 'HPE_INVALID_EOF_STATE';

/** A refusal that went out past the request it is about. */
export interface Unparsable {
  readonly problem: Problem;
  readonly correlationId: string;
}

/** By request. */
const refused = new WeakMap<IncomingMessage, Unparsable>();

/** How a request was refused midway, because the rest of it was not HTTP or did not come; undefined where it was not. */
export function unparsableMidway(request: IncomingMessage): Unparsable | undefined {
  return refused.get(request);
}

/** Connections that take no further request. */
const ending = new WeakSet<Socket>();

/**
 * Answers what is not HTTP, or too much of it, with a problem written straight onto the socket, and ends it. Answers
 * still owed to requests before it go out first, and nothing after them: whose answer it is must not be in doubt.
 */
export function refuseUnparsable(error: Error & { readonly code?: string }, socket: Socket): void {
  // Nobody there to hear, or already told: what is unparsable stays so with every further byte.
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  if (ending.has(socket)) return;
  ending.add(socket);
  const owed = unfinishedOn(socket);
  const last = owed.at(-1);
  if (last !== undefined && owed.every(({ req }) => req.complete)) {
    last.once('finish', () => socket.end());
    return;
  }
  // Too late to speak.
  if (owed.length > 1 || last?.headersSent === true) {
    socket.destroy();
    return;
  }
  const code = CODES[error.code ?? ''];
  const problem = code === undefined ? notHttp() : new Problem(code);
  const correlationId = randomUUID();
  // A sender that has gone said nothing wrong.
  if (last !== undefined && error.code !== GONE) refused.set(last.req, { problem, correlationId });
  const clientRequestId = last?.req.headers['client-request-id'];
  const { status, headers, body } = problemAnswer(problem, {
    correlationId,
    publicUrl: '',
    path: last?.req.url ?? '/',
    accept: last?.req.headers.accept,
    fromListedOrigin: false,
    clientRequestId: typeof clientRequestId === 'string' ? clientRequestId : undefined,
    date: new Date().toISOString(),
  });
  const head = Object.entries({ ...headers, 'content-length': String(Buffer.byteLength(body)), connection: 'close' });
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${head.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body}`,
  );
}
