import { Problem } from '../../common/problem/problem.js';
import type { AnswerHeaders } from '../graph-answer.js';
import { FORWARDED_HEADERS, PLAIN } from '../graph-request.js';
import { unclearHeader } from '../graph.errors.js';

/** How Graph spells headers within a batch where it is not each word with a capital. */
const SPELLINGS: ReadonlyMap<string, string> = new Map([
  ['etag', 'ETag'],
  ['odata-version', 'OData-Version'],
  ['request-id', 'request-id'],
  ['client-request-id', 'client-request-id'],
  ['www-authenticate', 'WWW-Authenticate'],
]);
/** Of the connection, or of bytes that are not there as such within JSON. */
const NOT_WITHIN: ReadonlySet<string> = new Set(['content-length', 'content-encoding', 'date']);

/**
 * What of the headers of a request within a batch reaches Graph: the same as of a request of its own, so never
 * Authorization. Throws `invalid_request` for those that could mean two things.
 */
export function forwardedInnerHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  const forwarded = new Map<string, [string, string]>();
  for (const [name, value] of Object.entries(headers)) {
    const lowerCase = name.toLowerCase();
    if (!FORWARDED_HEADERS.has(lowerCase)) continue;
    if (!PLAIN.test(value)) throw unclearHeader();
    if (forwarded.has(lowerCase))
      throw new Problem('invalid_request', { detail: 'A request of the batch names a header twice.' });
    forwarded.set(lowerCase, [name, value]);
  }
  return Object.fromEntries(forwarded.values());
}

/** Headers within a batch, spelled as Graph's clients look for them; names given in lower case. */
export function spelled(headers: AnswerHeaders): Record<string, string> {
  const own: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined && !NOT_WITHIN.has(name)) own[SPELLINGS.get(name) ?? capitalised(name)] = String(value);
  }
  return own;
}

function capitalised(name: string): string {
  return name.replaceAll(/(?:^|-)[a-z]/g, (letter) => letter.toUpperCase());
}
