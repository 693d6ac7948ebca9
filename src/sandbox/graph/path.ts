import { GraphError } from './errors.js';

const PREFIX = '/v1.0';
/** `users('id')`: the key syntax of OData 4.01 part 2, section 4.3.1; `range(address='A1')` is no key. */
const KEYED = /^([^()']+)\('((?:[^']|'')+)'\)$/;

/**
 * The decoded segments below `/v1.0` of a raw path. `users('id')` is two segments, `search(q='x')` is one; what stands
 * between `root:/` (or `items/{id}:/`, `sites/{host}:/`) and the next colon is one. Throws 400 for a path that could mean
 * another.
 */
export function segmentsOf(rawPath: string): readonly string[] {
  if (!rawPath.startsWith(`${PREFIX}/`))
    throw new GraphError('badRequest', 'Invalid version: the path begins with /v1.0/.');
  const raw = rawPath.slice(PREFIX.length + 1).replace(/\/$/, '');
  if (raw === '') return [];
  return withPaths(raw.split('/').map(decoded)).flatMap((segment) => {
    const [, name, key] = KEYED.exec(segment) ?? [];
    return name === undefined || key === undefined ? [segment] : [name, key.replaceAll("''", "'")];
  });
}

function decoded(raw: string): string {
  try {
    const segment = decodeURIComponent(raw);
    if (segment !== '' && segment !== '.' && segment !== '..' && !segment.includes('\0')) return segment;
  } catch {
    // Falls through to the refusal below, as an escape nobody can read.
  }
  throw new GraphError('badRequest', `Resource not found for the segment '${raw.slice(0, 80)}'.`);
}

/** Joins a drive path, `root:` `a` `b:` `content`, to one segment: `root:` `a/b` `content`. */
function withPaths(segments: readonly string[]): readonly string[] {
  const start = segments.findIndex(
    (segment, index) =>
      segment.toLowerCase() === 'root:' ||
      (segment.endsWith(':') && ['items', 'sites'].includes(segments[index - 1]?.toLowerCase() ?? '')),
  );
  if (start < 0 || start === segments.length - 1) return segments;
  const rest = segments.slice(start + 1);
  const colon = rest.findIndex((segment) => segment.endsWith(':'));
  const path = (colon < 0 ? rest : rest.slice(0, colon + 1)).join('/').replace(/:$/, '');
  return [...segments.slice(0, start + 1), path, ...(colon < 0 ? [] : withPaths(rest.slice(colon + 1)))];
}
