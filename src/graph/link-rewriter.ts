/** Members whose values are absolute links into Graph: OData JSON format 4.6.x, and OneNote's own. */
const LINK_KEYS: ReadonlySet<string> = new Set([
  '@odata.nextLink',
  '@odata.deltaLink',
  'contentUrl',
  'pagesUrl',
  'sectionsUrl',
  'self',
]);
/** Longest `"key" : "` looked back for, white space included. */
const LOOK_BEHIND = 64;
/**
 * A member name at JSON key position. Local context is enough: inside a JSON string every quote has a backslash before
 * it, so an unescaped `"name":"` stands at key position or nowhere.
 */
const KEY_BEFORE = /(?:^|[^\\])"([^"\\]+)"\s*:\s*"$/;

interface Needle {
  readonly from: Buffer;
  readonly to: Buffer;
}

/** By where links point and where they shall; there are as many as this API has addresses. */
const known = new Map<string, Map<string, readonly Needle[]>>();

function needlesOf(fromOrigin: string, toOrigin: string): readonly Needle[] {
  const ofOrigin = known.get(fromOrigin) ?? new Map<string, readonly Needle[]>();
  const before = ofOrigin.get(toOrigin);
  if (before !== undefined) return before;
  const [from, to] = [`${fromOrigin}/`, `${toOrigin}/`];
  const needles = [
    { from: Buffer.from(from), to: Buffer.from(to) },
    { from: Buffer.from(withEscapes(from)), to: Buffer.from(withEscapes(to)) },
  ];
  known.set(fromOrigin, ofOrigin.set(toOrigin, needles));
  return needles;
}

/** As some writers of JSON write it. */
function withEscapes(origin: string): string {
  return origin.replaceAll('/', '\\/');
}

/**
 * Makes absolute links into Graph point here, in a stream of JSON: only values of known members, only their origin, the
 * rest byte for byte. Chunks without the origin pass uncopied; an origin cut by a chunk's end waits for the next chunk.
 */
export class LinkRewriter {
  private readonly needles: readonly Needle[];
  private held: Buffer = EMPTY;
  /** The last bytes that went out before what is looked at now. */
  private before: Buffer = EMPTY;

  constructor(fromOrigin: string, toOrigin: string) {
    this.needles = needlesOf(fromOrigin, toOrigin);
  }

  /** What of the answer so far can go out. */
  push(chunk: Buffer): Buffer {
    const bytes = this.held.length === 0 ? chunk : Buffer.concat([this.held, chunk]);
    const cut = bytes.length - this.unfinishedLength(bytes);
    this.held = bytes.subarray(cut);
    const ready = bytes.subarray(0, cut);
    const rewritten = this.rewritten(ready);
    this.before = ready.length >= LOOK_BEHIND ? ready : Buffer.concat([this.before, ready]).subarray(-LOOK_BEHIND);
    return rewritten;
  }

  /** What was held back. */
  end(): Buffer {
    const rest = this.held;
    this.held = EMPTY;
    return rest;
  }

  /** The same for an answer that is there as a whole. */
  all(bytes: Buffer): Buffer {
    return this.rewritten(bytes);
  }

  private rewritten(bytes: Buffer): Buffer {
    const parts: Buffer[] = [];
    let done = 0;
    for (let found = this.next(bytes, 0); found !== undefined; found = this.next(bytes, found.at + found.from.length)) {
      if (!LINK_KEYS.has(this.keyBefore(bytes, found.at) ?? '')) continue;
      parts.push(bytes.subarray(done, found.at), found.to);
      done = found.at + found.from.length;
    }
    return parts.length === 0 ? bytes : Buffer.concat([...parts, bytes.subarray(done)]);
  }

  private next(bytes: Buffer, start: number): (Needle & { readonly at: number }) | undefined {
    let first: (Needle & { readonly at: number }) | undefined;
    for (const { from, to } of this.needles) {
      const at = bytes.indexOf(from, start);
      if (at !== -1 && (first === undefined || at < first.at)) first = { at, from, to };
    }
    return first;
  }

  private keyBefore(bytes: Buffer, at: number): string | undefined {
    const here = bytes.subarray(Math.max(0, at - LOOK_BEHIND), at);
    const context = here.length < LOOK_BEHIND ? Buffer.concat([this.before.subarray(-LOOK_BEHIND), here]) : here;
    return KEY_BEFORE.exec(context.toString('latin1'))?.[1];
  }

  /** How many of the last bytes may be the beginning of an origin. */
  private unfinishedLength(bytes: Buffer): number {
    let longest = 0;
    for (const { from } of this.needles) {
      const begins = Math.max(0, bytes.length - from.length + 1);
      for (let at = bytes.indexOf(FIRST, begins); at !== -1; at = bytes.indexOf(FIRST, at + 1)) {
        if (!endsWithin(from, bytes, at)) continue;
        longest = Math.max(longest, bytes.length - at);
        break;
      }
    }
    return longest;
  }
}

/** Whether the bytes from `at` to their end are the beginning of `origin`. */
function endsWithin(origin: Buffer, bytes: Buffer, at: number): boolean {
  for (let place = at; place < bytes.length; place += 1) if (bytes[place] !== origin[place - at]) return false;
  return true;
}

const EMPTY = Buffer.alloc(0);
/** All origins begin with it. */
const FIRST = 'h'.charCodeAt(0);

/** What of Graph's origin is open here as well. */
const VERSIONS = ['v1.0', 'beta'];

/**
 * The same link pointing here, where it is one into Graph's API; for `Location` and its kin. What else lies at Graph's
 * origin, such as the monitor of a copy, is nothing this API has.
 */
export function rewrittenLink(link: string, fromOrigin: string, toOrigin: string): string {
  return VERSIONS.some((version) => link.startsWith(`${fromOrigin}/${version}/`))
    ? toOrigin + link.slice(fromOrigin.length)
    : link;
}
