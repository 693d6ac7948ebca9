const ABSOLUTE = /^[a-z][a-z\d+.-]*:/i;
const NETWORK_PATH = /^(?:[/\\]{2}|\\)/;
const VERSIONED = /^\/?(?:v\d+(?:\.\d+)?|beta)(?:\/|$)/i;
/** Of a URL, what a request target cannot hold although no reader takes it for something else. */
const ENCODABLE = /[ \u0080-\u{10ffff}]+/gu;

/** Whether a URL of a batch is relative to the batch's own version of Graph, as it has to be. */
export function isRelative(url: string): boolean {
  // Half a character has no encoding.
  if (/\p{Surrogate}/u.test(url)) return false;
  return !ABSOLUTE.test(url) && !NETWORK_PATH.test(url) && !VERSIONED.test(decodedPath(url));
}

/** Whether a URL leads to a batch, in whatever spelling. */
export function leadsToBatch(url: string): boolean {
  return decodedPath(url).toLowerCase().split('/').includes('$batch');
}

/** The target that a relative URL stands for; what must be encoded there, spaces and all beyond ASCII, is. */
export function targetOf(url: string, version: string): string {
  const encoded = url.replaceAll(ENCODABLE, (text) => encodeURIComponent(text));
  return `/${version}${encoded.startsWith('/') ? '' : '/'}${encoded}`;
}

function decodedPath(url: string): string {
  const [path = ''] = url.split(/[?#]/, 1);
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
