/** Longest request target taken, in characters; longer is 414. Graph's own limit is near this. */
export const MAX_TARGET_LENGTH = 8192;

/** `.` and `..` as a segment. */
const DOT_SEGMENT = /\/\.{1,2}(?:\/|$)/;
/** Encoded dot, slash or backslash left after one decoding: a second decoding downstream would give them meaning. */
const TWICE_ENCODED = /%(?:25)*(?:2e|2f|5c|00)/i;
const ENCODED_SEPARATOR = /%(?:2f|5c|00)/i;
// oxlint-disable-next-line no-control-regex -- control characters are what is looked for
const NEVER_IN_TARGET = /[\u0000-\u0020\u007f-\uffff\\#]/;

/**
 * Whether a request target has exactly one meaning for every server on its way: origin form, no dot segments, no
 * backslashes, no encoded separators, no double encoding of these, well-formed percent encoding of valid UTF-8.
 * What passes is sent on byte for byte (RFC 3986 section 6.2; WSTG path confusion).
 */
export function hasOneMeaning(target: string): boolean {
  if (!target.startsWith('/') || target.startsWith('//') || NEVER_IN_TARGET.test(target)) return false;
  const query = target.indexOf('?');
  const path = query === -1 ? target : target.slice(0, query);
  if (!path.includes('%')) return !DOT_SEGMENT.test(path);
  return !ENCODED_SEPARATOR.test(path) && decodedSegmentsAreClear(path);
}

function decodedSegmentsAreClear(path: string): boolean {
  let decoded: string;
  try {
    decoded = decodeURIComponent(path);
  } catch {
    return false;
  }
  // NFKC: full-width and other compatibility dots and slashes become plain ones in some file systems and servers.
  const plain = decoded.normalize('NFKC');
  if (TWICE_ENCODED.test(plain) || plain.includes('\\')) return false;
  if (plain.split('/').length !== path.split('/').length) return false;
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  return !/[\u0000-\u001f\u007f]/.test(plain) && !DOT_SEGMENT.test(plain);
}
