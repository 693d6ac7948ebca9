import { GraphError } from '../errors.js';

/** A part of a multipart/form-data body. */
export interface Part {
  readonly name: string;
  /** Without parameters, lower case; `` where none was sent. */
  readonly type: string;
  readonly bytes: Buffer;
}

const BLANK_LINE = Buffer.from('\r\n\r\n');

/**
 * The parts of a multipart body (RFC 2046 section 5.1, RFC 7578). Throws 400 for one that is malformed, has parts
 * without a name or two of one name.
 */
export function partsOf(contentType: string, body: Buffer): readonly Part[] {
  const [, quoted, bare] = /;\s*boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))/i.exec(contentType) ?? [];
  const boundary = quoted ?? bare;
  if (boundary === undefined) throw new GraphError('noteMultipart');
  const delimiter = Buffer.from(`\r\n--${boundary}`);
  // The first delimiter has no line before it that it could end.
  const whole = Buffer.concat([Buffer.from('\r\n'), body]);
  const parts: Part[] = [];
  for (let at = whole.indexOf(delimiter); ;) {
    if (at < 0) throw new GraphError('noteMultipart');
    const after = at + delimiter.length;
    if (whole.subarray(after, after + 2).toString() === '--') break;
    const lineEnd = whole.indexOf('\r\n', after);
    const end = whole.indexOf(delimiter, after);
    if (lineEnd < 0 || end < 0 || whole.subarray(after, lineEnd).toString().trim() !== '')
      throw new GraphError('noteMultipart');
    parts.push(partOf(whole.subarray(lineEnd, end)));
    at = end;
  }
  if (new Set(parts.map(({ name }) => name.toLowerCase())).size < parts.length) throw new GraphError('notePartTwice');
  return parts;
}

function partOf(raw: Buffer): Part {
  const cut = raw.indexOf(BLANK_LINE);
  if (cut < 0) throw new GraphError('noteMultipart');
  const headers = new Map(
    raw
      .subarray(0, cut)
      .toString()
      .split('\r\n')
      .flatMap((line) => {
        const colon = line.indexOf(':');
        return colon < 1 ? [] : [[line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()] as const];
      }),
  );
  const [, quoted, bare] =
    /^form-data\b.*?;\s*name=(?:"((?:[^"\\]|\\.)*)"|([^\s;"]+))/i.exec(headers.get('content-disposition') ?? '') ?? [];
  const name = quoted ?? bare;
  if (name === undefined || name === '') throw new GraphError('noteMultipart');
  return {
    name,
    type: (headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '',
    bytes: raw.subarray(cut + BLANK_LINE.length),
  };
}
