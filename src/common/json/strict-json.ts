/** Bounds of what is read. */
export interface JsonLimits {
  /** How deep objects and arrays may be nested. */
  readonly depth: number;
  /** How many values there may be in all. */
  readonly values: number;
  /** How many members an object may have. */
  readonly members: number;
}

/** The text is no JSON (RFC 8259), names a member twice, or is beyond its bounds. Says nothing of what it holds. */
export class StrictJsonError extends Error {
  override readonly name = 'StrictJsonError';
}

export type JsonKind = 'object' | 'array' | 'string' | 'scalar';

/** A value of a JSON text with its place there; what it holds is parsed when somebody asks. */
export interface JsonNode {
  readonly kind: JsonKind;
  /** As written: numbers keep their digits, strings their escapes. */
  readonly raw: string;
  /** Of an object, down to the depth asked for. */
  readonly members: ReadonlyMap<string, JsonNode>;
  /** Of an array, likewise. */
  readonly elements: readonly JsonNode[];
}

const SCALAR = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
const HEX = /[\da-fA-F]{4}/y;
// oxlint-disable-next-line no-control-regex -- they have no place in JSON
const PLAIN = /[^"\\\u0000-\u001f]*/y;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const NONE: ReadonlyMap<string, JsonNode> = new Map();
/** Stands for whatever is below the levels that are told apart. */
const UNTOLD: JsonNode = { kind: 'scalar', raw: '', members: NONE, elements: [] };

/**
 * Reads UTF-8 without byte order mark as JSON, in one pass whose work and memory are bounded; `detail` says how many
 * levels of the tree are told apart. Throws StrictJsonError.
 */
export function readStrictJson(bytes: Uint8Array, limits: JsonLimits, detail = 0): JsonNode {
  return new Reader(textOf(bytes), limits, detail).whole();
}

function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new StrictJsonError('not UTF-8', { cause });
  }
}

/** Recursive descent; the recursion is as deep as the limits allow and no deeper. */
class Reader {
  private at = 0;
  private values = 0;

  constructor(
    private readonly text: string,
    private readonly limits: JsonLimits,
    private readonly detail: number,
  ) {}

  whole(): JsonNode {
    const node = this.value(0);
    if (this.at !== this.text.length) throw new StrictJsonError('more than one value');
    return node;
  }

  private value(depth: number): JsonNode {
    this.values += 1;
    if (this.values > this.limits.values) throw new StrictJsonError('too many values');
    this.skipSpace();
    const start = this.at;
    const { kind, members = NONE, elements = [] } = this.content(depth);
    const raw = depth > this.detail ? '' : this.text.slice(start, this.at);
    this.skipSpace();
    return depth > this.detail ? UNTOLD : { kind, raw, members, elements };
  }

  private content(depth: number): Pick<JsonNode, 'kind'> & Partial<JsonNode> {
    switch (this.text.charCodeAt(this.at)) {
      case 0x7b:
        return { kind: 'object', members: this.object(this.deeper(depth)) };
      case 0x5b:
        return { kind: 'array', elements: this.array(this.deeper(depth)) };
      case QUOTE:
        this.string();
        return { kind: 'string' };
      default:
        this.match(SCALAR);
        return { kind: 'scalar' };
    }
  }

  private deeper(depth: number): number {
    if (depth >= this.limits.depth) throw new StrictJsonError('nested too deep');
    return depth + 1;
  }

  private object(depth: number): ReadonlyMap<string, JsonNode> {
    const names = new Set<string>();
    const members = new Map<string, JsonNode>();
    this.sequence(0x7d, () => {
      this.skipSpace();
      const name = this.name();
      if (names.has(name)) throw new StrictJsonError('a member twice');
      if (names.size >= this.limits.members) throw new StrictJsonError('too many members');
      names.add(name);
      this.skipSpace();
      this.expect(0x3a);
      const node = this.value(depth);
      if (node !== UNTOLD) members.set(name, node);
    });
    return members;
  }

  private array(depth: number): readonly JsonNode[] {
    const elements: JsonNode[] = [];
    this.sequence(0x5d, () => {
      const node = this.value(depth);
      if (node !== UNTOLD) elements.push(node);
    });
    return elements;
  }

  private sequence(end: number, item: () => void): void {
    this.at += 1;
    this.skipSpace();
    if (this.text.charCodeAt(this.at) === end) {
      this.at += 1;
      return;
    }
    for (;;) {
      item();
      if (this.text.charCodeAt(this.at) === end) {
        this.at += 1;
        return;
      }
      this.expect(0x2c);
    }
  }

  private name(): string {
    const start = this.at;
    this.string();
    const raw = this.text.slice(start, this.at);
    return raw.includes('\\') ? String(JSON.parse(raw)) : raw.slice(1, -1);
  }

  private string(): void {
    this.expect(QUOTE);
    for (;;) {
      // Escapes often follow each other.
      if (this.text.charCodeAt(this.at) !== BACKSLASH) this.match(PLAIN);
      const code = this.text.charCodeAt(this.at);
      this.at += 1;
      if (code === QUOTE) return;
      if (code !== BACKSLASH) throw new StrictJsonError('a string without end or with control characters');
      this.escape();
    }
  }

  private escape(): void {
    const letter = this.text[this.at] ?? '';
    this.at += 1;
    if (letter === 'u') this.match(HEX);
    else if (letter === '' || !'"\\/bfnrt'.includes(letter)) throw new StrictJsonError('an unknown escape');
  }

  private match(pattern: RegExp): void {
    pattern.lastIndex = this.at;
    if (!pattern.test(this.text)) throw new StrictJsonError('no value');
    this.at = pattern.lastIndex;
  }

  private expect(code: number): void {
    if (this.text.charCodeAt(this.at) !== code) throw new StrictJsonError('not well-formed');
    this.at += 1;
  }

  private skipSpace(): void {
    for (;;) {
      const code = this.text.charCodeAt(this.at);
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return;
      this.at += 1;
    }
  }
}
