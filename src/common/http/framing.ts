import type { IncomingMessage } from 'node:http';
import type { ProblemOptions } from '../problem/problem.js';
import { Problem } from '../problem/problem.js';

/**
 * Whether a request's version is one whose framing this server speaks: HTTP/1.1, or HTTP/1.0 without transfer codings,
 * which that version does not have (RFC 9112 section 6.1). Node.js takes others as well.
 */
export function hasPlainFraming({ httpVersion, headers }: IncomingMessage): boolean {
  return httpVersion === '1.1' || (httpVersion === '1.0' && headers['transfer-encoding'] === undefined);
}

/** What came is no HTTP/1.1 request. */
export function notHttp(options: Pick<ProblemOptions, 'closeConnection'> = {}): Problem {
  return new Problem('invalid_request', { detail: 'The request is not well-formed HTTP/1.1.', ...options });
}
