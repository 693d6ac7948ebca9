/** One segment of a Graph path, decoded, as OData reads it (OData URL Conventions 4.01, sections 4.3, 4.9 and 4.10). */
export type PathSegment =
  | { readonly kind: 'name'; readonly text: string }
  /** `users('a')`: a name and a key. */
  | { readonly kind: 'keyed'; readonly name: string; readonly key: string }
  /** `search(q='a')`: `signature` is the call without its arguments, `search(q='')`. */
  | { readonly kind: 'call'; readonly signature: string; readonly arguments: readonly string[] };

const CALL = /^([a-z][\w.]*)\((.+)\)$/i;
const KEY = /^'((?:[^']|'')+)'$/;
/** The next of a call's arguments, quoted or plain. */
const ARGUMENT = /([a-z]\w*)=(?:'((?:[^']|'')*)'|([^',()=]+))(?:,|$)/iy;

/** What of a collection Graph reads as a function although it could be a key. */
const FUNCTIONS: ReadonlySet<string> = new Set([
  'delta',
  'allmessages',
  'getallmessages',
  'getallretainedmessages',
  'getallsites',
]);
/** A type or function by its namespace, or by the alias of it that Graph's metadata declares; no user name has no `@`. */
const QUALIFIED = /^(?:microsoft\.graph\.|graph\.[\w.]+$)/i;
const SYSTEM_RESOURCES: ReadonlySet<string> = new Set(['$value', '$count', '$ref', '$links']);

/**
 * The decoded text of a raw segment. Undefined where it cannot be read, and where it ends in an encoded colon: whether
 * that one ends a path is not known.
 */
export function decodeSegment(raw: string): string | undefined {
  if (!raw.includes('%')) return raw;
  try {
    const text = decodeURIComponent(raw);
    return text.endsWith(':') && !raw.endsWith(':') ? undefined : text;
  } catch {
    return undefined;
  }
}

/** What a decoded segment is; undefined where it has parentheses that make no call. */
export function readSegment(text: string): PathSegment | undefined {
  if (!text.includes('(') || text.endsWith('()')) return { kind: 'name', text };
  const [, name = '', inside = ''] = CALL.exec(text) ?? [];
  const key = KEY.exec(inside)?.[1];
  if (key !== undefined) return { kind: 'keyed', name, key: key.replaceAll("''", "'") };
  const parameters: string[] = [];
  const given: string[] = [];
  for (ARGUMENT.lastIndex = 0; ARGUMENT.lastIndex < inside.length;) {
    const [, parameter, quoted, plain = ''] = ARGUMENT.exec(inside) ?? [];
    if (parameter === undefined) return undefined;
    parameters.push(`${parameter}=${quoted === undefined ? '' : "''"}`);
    given.push(quoted?.replaceAll("''", "'") ?? plain);
  }
  if (parameters.length === 0 || inside.endsWith(',')) return undefined;
  return { kind: 'call', signature: `${name}(${parameters.join(',')})`, arguments: given };
}

/** Whether a decoded segment can be a key: no function, type cast, system resource or beginning of a drive path. */
export function isKey(text: string): boolean {
  return (
    isName(text) &&
    !text.startsWith('$') &&
    !text.endsWith(':') &&
    !/[()]/.test(text) &&
    !QUALIFIED.test(text) &&
    !FUNCTIONS.has(text.toLowerCase())
  );
}

/** Whether decoded text can be the name of a file or folder in a drive path, in which a colon is never part of a name. */
export function isDriveName(text: string): boolean {
  return isName(text) && !text.includes(':') && !SYSTEM_RESOURCES.has(text.toLowerCase());
}

function isName(text: string): boolean {
  return text !== '' && text !== '.' && text !== '..';
}
