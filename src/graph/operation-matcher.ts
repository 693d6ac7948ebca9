import type { Operation } from './operation.js';
import { decodeSegment, isDriveName, isKey, readSegment } from './path-segment.js';

/** What a request's method and raw path come to. */
export type Match =
  | {
      readonly kind: 'operation';
      readonly operation: Operation;
      /** What stands for each `{name}` of the operation's path, decoded, in order. */
      readonly arguments: readonly string[];
    }
  /** The path is open, with these methods only. */
  | { readonly kind: 'other_method'; readonly allow: readonly string[] }
  | { readonly kind: 'none' };

interface Node {
  /** By name or call signature, in lower case. */
  readonly literals: Map<string, Node>;
  /** `{name}` */
  parameter: Node | undefined;
  /** `{name}:`, an item that a path begins at. */
  anchor: Node | undefined;
  /** `{path}` after a colon: what is about the item it leads to, and what follows after `{path}:`. */
  path: { readonly item: Node; readonly beyond: Node } | undefined;
  readonly operations: Map<string, Operation>;
  /** Methods that are closed here, whatever else would match. */
  readonly closed: Set<string>;
  /** What is below here has to be named: nothing more general leads there. */
  reserved: boolean;
}

const NONE: Match = { kind: 'none' };
const TEMPLATE = /^\{[^{}]+\}$/;

/**
 * Finds the operation of a raw path: segment by segment, literal names without regard to case or percent encoding as
 * Graph reads them, `{name}` for any one segment that is no function, cast or system resource, and after a segment that
 * ends in a colon for a drive path of one or more, up to the next colon. `name()` is a function, with or without its
 * parentheses; `search(q='{q}')` one with an argument. Nothing is rewritten: what was matched is what is sent on.
 */
export class OperationMatcher {
  private readonly root = newNode();
  /** Where paths without arguments lead that are written as the catalogue writes them: most requests' are. */
  private readonly literal = new Map<string, Node>();

  /**
   * `closed` match nothing, and neither does what is more general than they are. Where an operation opens with a setting
   * of its own, nothing more general leads to anything below its resource, of whatever version.
   */
  constructor(operations: readonly Operation[], closed: readonly Operation[] = []) {
    for (const operation of [...operations, ...closed]) if (operation.opensWith !== undefined) this.reserve(operation);
    for (const operation of closed) this.nodeOf(operation).closed.add(operation.method);
    for (const operation of operations) {
      const node = this.nodeOf(operation);
      if (node.operations.has(operation.method))
        throw new Error(`${operation.method} ${operation.path} is open already; GRAPH_ALLOW is for what is not`);
      if (node.closed.has(operation.method))
        throw new Error(`${operation.method} ${operation.path} opens with a setting of its own, not with GRAPH_ALLOW`);
      node.operations.set(operation.method, operation);
    }
    for (const { path } of operations) {
      const values: string[] = [];
      const node = path.includes('{') ? undefined : this.find(path, values);
      if (node !== undefined && values.length === 0) this.literal.set(path, node);
    }
  }

  /** `target` is the raw request target; HEAD counts as GET. */
  match(method: string, target: string): Match {
    const query = target.indexOf('?');
    const path = query === -1 ? target : target.slice(0, query);
    const values: string[] = [];
    const operations = (this.literal.get(path) ?? this.find(path, values))?.operations;
    if (operations === undefined || operations.size === 0) return NONE;
    const operation = operations.get(method === 'HEAD' ? 'GET' : method);
    if (operation !== undefined) return { kind: 'operation', operation, arguments: values };
    const allow = [...operations.keys()];
    return { kind: 'other_method', allow: operations.has('GET') ? [...allow, 'HEAD'] : allow };
  }

  private find(path: string, values: string[]): Node | undefined {
    const segments = path.split('/');
    // The version is compared to the letter: Graph knows no other spelling.
    if (segments[0] !== '' || (segments[1] !== 'v1.0' && segments[1] !== 'beta')) return undefined;
    return find(this.root, segments, 1, values);
  }

  private reserve({ path }: Operation): void {
    const [, , resource = ''] = path.split('/', 3);
    for (const version of ['v1.0', 'beta']) this.nodeAt(`/${version}/${resource}`).reserved = true;
  }

  private nodeOf({ path, function: isFunction }: Operation): Node {
    return this.nodeAt(`${path}${isFunction === true ? '()' : ''}`);
  }

  private nodeAt(path: string): Node {
    const segments = path.slice(1).split('/');
    let node = this.root;
    for (const index of segments.keys()) node = below(node, segments, index);
    return node;
  }
}

/** The node of a template's segment at `index`, made where it is new. */
function below(node: Node, segments: readonly string[], index: number): Node {
  const segment = segments[index] ?? '';
  const colon = segment.endsWith(':');
  if (TEMPLATE.test(colon ? segment.slice(0, -1) : segment)) {
    if (segments[index - 1]?.endsWith(':') === true) {
      node.path ??= { item: newNode(), beyond: newNode() };
      return colon && index < segments.length - 1 ? node.path.beyond : node.path.item;
    }
    return colon ? (node.anchor ??= newNode()) : (node.parameter ??= newNode());
  }
  const text = decodeSegment(segment);
  const read = text === undefined ? undefined : readSegment(text);
  if (read?.kind === 'keyed' && TEMPLATE.test(read.key)) return (literal(node, read.name).parameter ??= newNode());
  if (read?.kind === 'call' && read.arguments.every((each) => TEMPLATE.test(each)))
    return literal(node, read.signature);
  if (read?.kind !== 'name' || /[{}]/.test(read.text))
    throw new Error(`/${segments.join('/')}: {x} stands for a segment, a key or an argument as a whole`);
  if (!read.text.endsWith('()')) return literal(node, read.text);
  const called = literal(node, read.text.slice(0, -2));
  node.literals.set(read.text.toLowerCase(), called);
  return called;
}

/** The node that `segments` lead to from `place` on, with what stands for its `{name}`s added to `values`. */
function find(node: Node, segments: readonly string[], place: number, values: string[]): Node | undefined {
  const raw = segments[place];
  if (raw === undefined) return node.operations.size + node.closed.size > 0 ? node : undefined;
  const text = decodeSegment(raw);
  if (text === undefined) return undefined;
  const known = values.length;
  const read = readSegment(text);
  let found: Node | undefined;
  if (read?.kind === 'keyed') {
    const keyed = node.literals.get(read.name.toLowerCase())?.parameter;
    if (keyed !== undefined) found = find(keyed, segments, place + 1, given(values, read.key));
  } else if (read !== undefined) {
    const named = node.literals.get((read.kind === 'call' ? read.signature : text).toLowerCase());
    if (named !== undefined) {
      if (read.kind === 'call') values.push(...read.arguments);
      found = find(named, segments, place + 1, values);
      if (named.reserved) return found;
    }
  }
  if (found !== undefined) return found;
  values.length = known;
  if (node.parameter !== undefined && isKey(text))
    return find(node.parameter, segments, place + 1, given(values, text));
  const item = text.slice(0, -1);
  if (node.anchor !== undefined && text.endsWith(':') && isKey(item) && isDriveName(item))
    return find(node.anchor, segments, place + 1, given(values, item));
  return node.path === undefined ? undefined : findAlong(node.path, segments, place, values);
}

/** The same for a drive path that begins at `place`; it ends with the segment that ends in a colon, or with the last. */
function findAlong(
  { item, beyond }: NonNullable<Node['path']>,
  segments: readonly string[],
  place: number,
  values: string[],
): Node | undefined {
  const names: string[] = [];
  for (const [index, raw] of segments.entries()) {
    if (index < place) continue;
    const text = decodeSegment(raw);
    const ends = raw.endsWith(':');
    const name = ends ? text?.slice(0, -1) : text;
    if (name === undefined || !isDriveName(name)) return undefined;
    names.push(name);
    const last = index === segments.length - 1;
    if (ends || last) return find(last ? item : beyond, segments, index + 1, given(values, names.join('/')));
  }
  return undefined;
}

function given(values: string[], value: string): string[] {
  values.push(value);
  return values;
}

function newNode(): Node {
  return {
    literals: new Map(),
    parameter: undefined,
    anchor: undefined,
    path: undefined,
    operations: new Map(),
    closed: new Set(),
    reserved: false,
  };
}

function literal(node: Node, name: string): Node {
  const lowerCase = name.toLowerCase();
  const known = node.literals.get(lowerCase);
  if (known !== undefined) return known;
  const made = newNode();
  node.literals.set(lowerCase, made);
  return made;
}
