import { GraphError } from './errors.js';
import type { Operation } from './operation.js';

interface Node {
  readonly literals: Map<string, Node>;
  parameter: Node | undefined;
  readonly operations: Map<string, Operation>;
}

export interface Match {
  readonly operation: Operation;
  readonly parameters: Readonly<Record<string, string>>;
}

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
    const names = templateSegments(operation.path).filter(isParameter);
    const { values } = walked.found;
    return {
      operation,
      parameters: Object.fromEntries(names.map((name, index) => [name.slice(1, -1), values[index] ?? ''])),
    };
  }

  private add(operation: Operation): void {
    let node = this.root;
    for (const segment of templateSegments(operation.path)) {
      if (isParameter(segment)) {
        node.parameter ??= newNode();
        node = node.parameter;
      } else {
        const name = segment.toLowerCase();
        const next = node.literals.get(name) ?? newNode();
        node.literals.set(name, next);
        node = next;
      }
    }
    if (node.operations.has(operation.method)) throw new Error(`${operation.method} ${operation.path} is there twice`);
    node.operations.set(operation.method, operation);
  }

  private walk(
    node: Node,
    segments: readonly string[],
    depth: number,
    values: readonly string[],
  ): { found?: { node: Node; values: readonly string[] }; depth: number } {
    const segment = segments[depth];
    if (segment === undefined)
      return node.operations.size > 0 ? { found: { node, values }, depth } : { depth: depth - 1 };
    const literal = node.literals.get(segment.toLowerCase());
    const byName = literal === undefined ? { depth } : this.walk(literal, segments, depth + 1, values);
    if (byName.found !== undefined || node.parameter === undefined || segment.startsWith('$')) return byName;
    const byKey = this.walk(node.parameter, segments, depth + 1, [...values, segment]);
    return byKey.found === undefined && byKey.depth < byName.depth ? byName : byKey;
  }
}

function newNode(): Node {
  return { literals: new Map(), parameter: undefined, operations: new Map() };
}

/** `root:/{path}:/content` reads as `root:` `{path}` `content`. */
function templateSegments(path: string): readonly string[] {
  return path
    .split('/')
    .slice(1)
    .map((segment) => segment.replace(/^(\{\w+\}):$/, '$1'));
}

function isParameter(segment: string): boolean {
  return segment.startsWith('{');
}
