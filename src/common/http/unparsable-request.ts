import type { Socket } from 'node:net';
import { randomUUID } from 'node:crypto';
import { Problem } from '../problem/problem.js';
import { problemAnswer } from '../problem/problem-answer.js';
import type { ProblemCode } from '../problem/problem-codes.js';
import { PROBLEM_KINDS } from '../problem/problem-codes.js';
import { STATUS_CODES } from 'node:http';

/** What Node.js refuses before there is a request, by its error codes (https://nodejs.org/api/http.html#event-clienterror). */
const CODES: Readonly<Record<string, ProblemCode>> = {
  HPE_HEADER_OVERFLOW: 'headers_too_large',
  ERR_HTTP_REQUEST_TIMEOUT: 'request_timeout',
};

/** Answers what is not HTTP, or too much of it, with a problem written straight onto the socket, and ends it. */
export function refuseUnparsable(error: Error & { readonly code?: string }, socket: Socket): void {
  // Too late to speak, or nobody there to hear.
  if (error.code === 'ECONNRESET' || !socket.writable || socket.bytesWritten > 0) {
    socket.destroy();
    return;
  }
  const code = CODES[error.code ?? ''] ?? 'invalid_request';
  const problem = new Problem(code, code === 'invalid_request' ? { detail: PROBLEM_KINDS.invalid_request.title } : {});
  const { status, headers, body } = problemAnswer(problem, {
    correlationId: randomUUID(),
    publicUrl: '',
    path: '/',
    accept: undefined,
    fromListedOrigin: false,
    clientRequestId: undefined,
    date: new Date().toISOString(),
  });
  const head = Object.entries({ ...headers, 'content-length': String(Buffer.byteLength(body)), connection: 'close' });
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${head.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body}`,
  );
}
