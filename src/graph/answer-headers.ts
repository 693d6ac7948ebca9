import type { AnswerHeaders } from './graph-answer.js';
import { carriedRetryAfter } from './retry-after.js';

/** What of Graph's headers reaches the caller. */
const CARRIED_HEADERS: ReadonlySet<string> = new Set([
  'accept-ranges',
  'client-request-id',
  'content-disposition',
  'content-encoding',
  'content-length',
  'content-location',
  'content-range',
  'content-type',
  'date',
  'etag',
  'last-modified',
  'location',
  'odata-version',
  'operation-location',
  'preference-applied',
  'request-id',
]);
const NONE: ReadonlySet<string> = new Set();
/** Bytes beyond ASCII, which mean something else to every reader (RFC 9110 section 5.5). */
const OBSOLETE_TEXT = /[\u0080-\u00ff]/;

/**
 * Graph's headers as the caller gets them, but for those it goes `without`; values that are not ASCII are left out. Node refuses those with line breaks
 * or control characters itself.
 */
export function carriedHeaders(
  status: number,
  headers: AnswerHeaders,
  now: number,
  without = NONE,
): Record<string, string | string[]> {
  const carried: Record<string, string | string[]> = {};
  for (const name of Object.keys(headers)) {
    if (!CARRIED_HEADERS.has(name) || without.has(name)) continue;
    const value = headers[name];
    if (value !== undefined && !OBSOLETE_TEXT.test(String(value))) carried[name] = value;
  }
  const retryAfter = carriedRetryAfter(status, headers['retry-after'], now);
  if (retryAfter !== undefined) carried['retry-after'] = retryAfter;
  return carried;
}
