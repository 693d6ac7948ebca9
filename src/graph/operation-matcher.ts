import type { GraphMethod, Operation } from './operation.js';

/** What a request's method and raw path come to. */
export type Match =
  | { readonly kind: 'operation'; readonly operation: Operation }
  /** The path is open, with these methods only. */
  | { readonly kind: 'other_method'; readonly allow: readonly string[] }
  | { readonly kind: 'none' };

interface Node {
  readonly literals: Map<string, Node>;
  parameter: Node | undefined;
  readonly operations: Map<GraphMethod, Operation>;
}

/** `users('a')`: a key in parentheses is one segment name and one key (OData URL Conventions 4.3.1). */
const KEYED_SEGMENT = /^([a-z]+)\('((?:[^']|'')+)'\)$/i;

/**
 * Finds the operation of a raw path: segment by segment, literal names without regard to case or percent encoding as
 * Graph reads them, `{name}` for any one segment that is no function, cast or system resource. Nothing is rewritten:
 * what was matched is what is sent on.
 */
export class OperationMatcher {
  private readonly root = newNode();

  constructor(operations: readonly Operation[]) {
    for (const operation of operations) {
      let node = this.root;
      for (const segment of operation.path.slice(1).split('/')) {
        if (segment.startsWith('{')) node = node.parameter ??= newNode();
        else node = childOf(node, segment.toLowerCase());
      }
      if (node.operations.has(operation.method))
        throw new Error(`${operation.method} ${operation.path} is open already; GRAPH_ALLOW is for what is not`);
      node.operations.set(operation.method, operation);
    }
  }

  /** `target` is the raw request target; HEAD counts as GET. */
  match(method: string, target: string): Match {
    const query = target.indexOf('?');
    const node = this.find(query === -1 ? target : target.slice(0, query));
    if (node === undefined || node.operations.size === 0) return { kind: 'none' };
    const operation = [...node.operations].find(([own]) => own === (method === 'HEAD' ? 'GET' : method))?.[1];
    if (operation !== undefined) return { kind: 'operation', operation };
    const allow = [...node.operations.keys()];
    return { kind: 'other_method', allow: node.operations.has('GET') ? [...allow, 'HEAD'] : allow };
  }

  private find(path: string): Node | undefined {
    let node: Node | undefined = this.root;
    const segments = segmentsOf(path);
    // The version is compared to the letter: Graph knows no other spelling.
    if (segments[0] !== 'v1.0' && segments[0] !== 'beta') return undefined;
    for (const segment of segments) {
      node = node.literals.get(segment.toLowerCase()) ?? (isKey(segment) ? node.parameter : undefined);
      if (node === undefined) return undefined;
    }
    return node;
  }
}

/** What stands for the `{name}` segments of its operation in a raw target that matched, decoded, in order. */
export function argumentsOf({ path }: Operation, target: string): readonly string[] {
  const [targetPath = ''] = target.split('?', 1);
  const segments = segmentsOf(targetPath);
  return segmentsOf(path).flatMap((part, place) => (part.startsWith('{') ? [segments[place] ?? ''] : []));
}

function newNode(): Node {
  return { literals: new Map(), parameter: undefined, operations: new Map() };
}

function childOf(node: Node, literal: string): Node {
  const known = node.literals.get(literal);
  if (known !== undefined) return known;
  const made = newNode();
  node.literals.set(literal, made);
  return made;
}

/** Decoded for comparison; the version segment stays raw. */
function segmentsOf(path: string): readonly string[] {
  return path
    .slice(1)
    .split('/')
    .flatMap((raw, index) => {
      const segment = index > 0 && raw.includes('%') ? decodeURIComponent(raw) : raw;
      const keyed = KEYED_SEGMENT.exec(segment);
      return keyed === null ? [segment] : [keyed[1] ?? '', keyed[2] ?? ''];
    });
}

/** Whether a segment can be a key: not `$value` and its kin, no function call, no type cast. */
function isKey(segment: string): boolean {
  return segment !== '' && !segment.startsWith('$') && !/[()]/.test(segment) && !/^microsoft\.graph\./i.test(segment);
}
