import { GraphError } from './errors.js';
import { functionCall } from './function-call.js';
import type { Operation } from './operation.js';

interface Node {
  readonly literals: Map<string, Node>;
  /** By name and the names of parameters, `search(q)`. */
  readonly functions: Map<string, Node>;
  parameter: Node | undefined;
  /** A parameter from which a path leads on, `{item}:`. */
  anchor: Node | undefined;
  readonly operations: Map<string, Operation>;
}

export interface Match {
  readonly operation: Operation;
  readonly parameters: Readonly<Record<string, string>>;
}

interface Found {
  readonly node: Node;
  readonly values: readonly string[];
}

/** A segment of an operation's path. */
type Template =
  | { readonly kind: 'literal'; readonly name: string }
  | { readonly kind: 'parameter' | 'anchor' }
  | { readonly kind: 'function'; readonly signature: string };

/** Finds operations by path; literal segments compare without regard to case and win over parameters. */
export class OperationTable {
  private readonly root = newNode();

  constructor(operations: readonly Operation[]) {
    for (const operation of operations) this.add(operation);
  }

  /** Throws 400 for a segment no operation has, 405 for a method the path does not take. */
  match(method: string, segments: readonly string[]): Match {
    const walked = this.walk(this.root, segments, 0, []);
    if (walked.found === undefined)
      throw new GraphError(
        'badRequest',
        `Resource not found for the segment '${segments[walked.depth]?.slice(0, 80) ?? ''}'.`,
      );
    const operation = walked.found.node.operations.get(method === 'HEAD' ? 'GET' : method);
    if (operation === undefined)
      throw new GraphError('methodNotAllowed', undefined, {
        allow: [...walked.found.node.operations.keys()].join(', '),
      });
    const names = [...operation.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    const { values } = walked.found;
    return {
      operation,
      parameters: Object.fromEntries(names.map((name, index) => [name, values[index] ?? ''])),
    };
  }

  private add(operation: Operation): void {
    const node = templateSegments(operation.path).reduce(branch, this.root);
    if (node.operations.has(operation.method)) throw new Error(`${operation.method} ${operation.path} is there twice`);
    node.operations.set(operation.method, operation);
  }

  private walk(
    node: Node,
    segments: readonly string[],
    depth: number,
    values: readonly string[],
  ): { found?: Found; depth: number } {
    const segment = segments[depth];
    if (segment === undefined)
      return node.operations.size > 0 ? { found: { node, values }, depth } : { depth: depth - 1 };
    let furthest = depth;
    for (const next of nextOf(node, segment)) {
      const walked = this.walk(next.node, segments, depth + 1, [...values, ...next.values]);
      if (walked.found !== undefined) return walked;
      furthest = Math.max(furthest, walked.depth);
    }
    return { depth: furthest };
  }
}

/** Where a segment may lead from a node, the nearest meaning first. */
function nextOf(node: Node, segment: string): readonly Found[] {
  const literal = node.literals.get(segment.toLowerCase());
  if (segment.endsWith(':') && node.anchor !== undefined)
    return [{ node: node.anchor, values: [segment.slice(0, -1)] }];
  const called = node.functions.size === 0 ? undefined : calledOf(node, segment);
  return [
    ...(literal === undefined ? [] : [{ node: literal, values: [] }]),
    ...(called === undefined ? [] : [called]),
    ...(node.parameter === undefined || segment.startsWith('$') || called !== undefined
      ? []
      : [{ node: node.parameter, values: [segment] }]),
  ];
}

/** A function of the node that the segment calls. Throws 400 where it calls one with wrong arguments. */
function calledOf(node: Node, segment: string): Found | undefined {
  const names = [...node.functions.keys()].map((signature) => signature.replace(/\(.*/, ''));
  const [, name = segment] = /^(?:microsoft\.graph\.)?(\w+)(?:\(.*\))?$/is.exec(segment) ?? [];
  if (!names.includes(name.toLowerCase())) return undefined;
  const call = functionCall(segment.endsWith(')') ? segment : `${segment}()`);
  const found = call && node.functions.get(signatureOf(call.name, [...call.values.keys()]));
  if (call === undefined || found === undefined)
    throw new GraphError('badRequest', `Resource not found for the segment '${segment.slice(0, 80)}'.`);
  const ordered = [...call.values].toSorted(([one], [other]) => one.localeCompare(other));
  return { node: found, values: ordered.map(([, value]) => value) };
}

function branch(node: Node, template: Template): Node {
  switch (template.kind) {
    case 'literal':
      return kept(node.literals, template.name);
    case 'function':
      return kept(node.functions, template.signature);
    default:
      return (node[template.kind] ??= newNode());
  }
}

function kept(nodes: Map<string, Node>, name: string): Node {
  const node = nodes.get(name) ?? newNode();
  nodes.set(name, node);
  return node;
}

function newNode(): Node {
  return { literals: new Map(), functions: new Map(), parameter: undefined, anchor: undefined, operations: new Map() };
}

/**
 * `root:/{path}:/content` reads as `root:`, a parameter, `content`; `items/{item}:/{path}` as `items`, an anchor, a
 * parameter; `search(q='{q}')` and `delta()` are functions, whose parameters are named in the order of the alphabet.
 */
function templateSegments(path: string): readonly Template[] {
  return path
    .split('/')
    .slice(1)
    .map((segment, index, all): Template => {
      if (/^\{\w+\}$/.test(segment)) return { kind: 'parameter' };
      if (/^\{\w+\}:$/.test(segment)) return { kind: all[index - 1]?.endsWith(':') === true ? 'parameter' : 'anchor' };
      const [, name, parameters] = /^(\w+)\((.*)\)$/.exec(segment) ?? [];
      if (name === undefined || parameters === undefined) return { kind: 'literal', name: segment.toLowerCase() };
      return {
        kind: 'function',
        signature: signatureOf(
          name,
          parameters.split(',').flatMap((each) => /^(\w+)=/.exec(each)?.[1] ?? []),
        ),
      };
    });
}

function signatureOf(name: string, parameters: readonly string[]): string {
  return `${name}(${[...parameters].toSorted((one, other) => one.localeCompare(other)).join(',')})`.toLowerCase();
}
