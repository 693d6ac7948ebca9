import { errors } from 'undici';
import { Problem } from '../common/problem/problem.js';

/** Beside what undici's parser refuses: an answer came, but not one to pass on. */
const NONSENSE: ReadonlySet<string> = new Set([
  'UND_ERR_HEADERS_OVERFLOW',
  'UND_ERR_RES_CONTENT_LENGTH_MISMATCH',
  'ERR_INVALID_CHAR',
  'ERR_HTTP_INVALID_HEADER_VALUE',
  'ERR_HTTP_INVALID_STATUS_CODE',
]);

/** Graph cannot be reached, or its connection broke before an answer began. */
export function graphUnavailable(cause: unknown, retryAfter = 2): Problem {
  return new Problem('graph_unavailable', { retryAfter, cause });
}

/** Whether a connection ended that was open, with nothing of an answer on it: it may have been left over from before. */
export function isBrokenConnection(error: Error): boolean {
  const code = 'code' in error ? error.code : undefined;
  if (code === 'ECONNRESET' || code === 'EPIPE') return true;
  // The same code as that of answers which are no HTTP; only the text tells them apart.
  return error instanceof errors.SocketError && /\bclosed$/.test(error.message);
}

/** What kind of failure of the call to Graph this was. */
export function graphFailure(cause: unknown): Problem {
  if (cause instanceof Problem) return cause;
  if (cause instanceof errors.HeadersTimeoutError || cause instanceof errors.BodyTimeoutError) {
    return new Problem('graph_timeout', { cause });
  }
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  return cause instanceof errors.HTTPParserError || NONSENSE.has(code)
    ? new Problem('graph_bad_response', { cause })
    : graphUnavailable(cause);
}

/** The operation does not exist here: closed, without exchange, without a call to Graph. */
export function operationNotAllowed(): Problem {
  return new Problem('operation_not_allowed');
}

/** The path is open, but not with this method. */
export function operationMethodNotAllowed(allow: readonly string[]): Problem {
  return new Problem('method_not_allowed', { allow });
}

/** A header meant for Graph holds bytes beyond ASCII: dropping it could change what the request does. */
export function unclearHeader(): Problem {
  return new Problem('invalid_request', {
    detail: 'A header of the request holds characters beyond ASCII, which Microsoft Graph may read as something else.',
  });
}

/** Whether a failure says that Graph cannot be reached or does not answer. */
export function isOutage(failure: unknown): boolean {
  return failure instanceof Problem && (failure.code === 'graph_unavailable' || failure.code === 'graph_timeout');
}
