import type { AnswerHeaders } from './graph-answer.js';

/** What of Graph's headers reaches the caller. */
const CARRIED_HEADERS: readonly string[] = [
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
  'retry-after',
];

/** Graph's headers as the caller gets them. Node refuses header values with line breaks or control characters itself. */
export function carriedHeaders(headers: AnswerHeaders): Record<string, string | string[]> {
  const carried: Record<string, string | string[]> = {};
  for (const name of CARRIED_HEADERS) {
    const value = headers[name];
    if (value !== undefined) carried[name] = value;
  }
  return carried;
}
