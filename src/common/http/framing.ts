import type { IncomingMessage } from 'node:http';
import type { ProblemOptions } from '../problem/problem.js';
import { Problem } from '../problem/problem.js';

/**
 * Whether a request's framing is one that this server speaks: HTTP/1.1, whole or in chunks, or HTTP/1.0 without transfer
 * codings, which that version does not have (RFC 9112 sections 6.1 and 6.3). Node.js takes others as well, and reads past
 * the codings beside `chunked`.
 */
export function hasPlainFraming({ httpVersion, headers }: IncomingMessage): boolean {
  const coding = headers['transfer-encoding'];
  if (coding === undefined) return httpVersion === '1.1' || httpVersion === '1.0';
  return httpVersion === '1.1' && coding.toLowerCase() === 'chunked';
}

/** What came is no HTTP/1.1 request. */
export function notHttp(options: Pick<ProblemOptions, 'closeConnection'> = {}): Problem {
  return new Problem('invalid_request', { detail: 'The request is not well-formed HTTP/1.1.', ...options });
}
