import type { Comparison, Expression, FunctionName } from './filter-expression.js';
import type { LiteralKind } from './filter-tokens.js';
import { FilterSyntaxError } from './filter-tokens.js';
import type { EntityType, GraphObject, Members, PrimitiveKind, Shape } from './schema.js';
import { member, valueAt } from './schema.js';

export type Predicate = (object: GraphObject) => boolean;

/** A collection the workload refuses to look into (ErrorInvalidUrlQueryFilter at Exchange). */
export class FilterNodeRefused extends Error {
  override readonly name = 'FilterNodeRefused';
}

type ValueKind = LiteralKind | PrimitiveKind;
type Scope = Readonly<Record<string, unknown>>;

/** An expression with its names resolved: how to get its value out of what is in scope, and of which kind that is. */
interface Bound {
  readonly kind: ValueKind;
  readonly value: (scope: Scope) => unknown;
}

/** What names mean at one place: the resource itself under '', lambda variables under theirs. */
interface Names {
  readonly type: string;
  readonly own: Members;
  readonly variables: Readonly<Record<string, Shape>>;
}

/** Resolves a filter against a type; throws FilterSyntaxError for unknown names and incompatible operands. */
export function filterPredicate(expression: Expression, type: EntityType): Predicate {
  const bound = condition(expression, { type: type.name, own: type.members, variables: {} });
  return (object) => bound.value({ '': object }) === true;
}

function condition(expression: Expression, names: Names): Bound {
  const bound = bind(expression, names);
  if (bound.kind !== 'boolean')
    throw new FilterSyntaxError('The $filter expression must evaluate to a single boolean value');
  return bound;
}

function bind(expression: Expression, names: Names): Bound {
  switch (expression.kind) {
    case 'or':
    case 'and':
      return junction(expression.kind, expression.parts, names);
    case 'not': {
      const of = condition(expression.of, names);
      return truth((scope) => of.value(scope) !== true);
    }
    case 'compare':
      return comparison(expression.by, bind(expression.left, names), bind(expression.right, names));
    case 'in':
      return membership(
        bind(expression.left, names),
        expression.list.map((each) => bind(each, names)),
      );
    case 'call':
      return call(
        expression.name,
        expression.of.map((each) => bind(each, names)),
      );
    case 'lambda':
      return lambda(expression, names);
    case 'property':
      return property(expression.path, names);
    default:
      return literal(expression.literal, expression.value);
  }
}

function truth(value: (scope: Scope) => boolean): Bound {
  return { kind: 'boolean', value };
}

function junction(kind: 'or' | 'and', parts: readonly Expression[], names: Names): Bound {
  const bound = parts.map((part) => condition(part, names));
  return kind === 'or'
    ? truth((scope) => bound.some(({ value }) => value(scope) === true))
    : truth((scope) => bound.every(({ value }) => value(scope) === true));
}

function comparison(by: Comparison, left: Bound, right: Bound): Bound {
  requireComparable(left, right, by);
  const asTime = left.kind === 'dateTime' || right.kind === 'dateTime' || left.kind === 'date' || right.kind === 'date';
  return truth((scope) => compares(by, comparable(left.value(scope), asTime), comparable(right.value(scope), asTime)));
}

function membership(left: Bound, list: readonly Bound[]): Bound {
  const equal = list.map((each) => comparison('eq', left, each));
  return truth((scope) => equal.some(({ value }) => value(scope) === true));
}

/** OData 4.01 part 2, section 5.1.1.1: null equals only null, and is neither greater nor less than anything. */
function compares(by: Comparison, left: unknown, right: unknown): boolean {
  if (by === 'eq') return left === right;
  if (by === 'ne') return left !== right;
  const sign = typeof left === 'number' && typeof right === 'number' ? Math.sign(left - right) : textOrder(left, right);
  if (sign === undefined) return false;
  return { gt: sign > 0, ge: sign >= 0, lt: sign < 0, le: sign <= 0 }[by];
}

function textOrder(left: unknown, right: unknown): number | undefined {
  if (typeof left !== 'string' || typeof right !== 'string') return undefined;
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

function comparable(value: unknown, asTime: boolean): unknown {
  if (value === undefined || value === null) return null;
  if (asTime && typeof value === 'string') return Date.parse(value);
  return typeof value === 'string' ? value.toLowerCase() : value;
}

const FAMILIES: Readonly<Record<ValueKind, string>> = {
  string: 'text',
  guid: 'text',
  binary: 'text',
  boolean: 'truth',
  number: 'number',
  dateTime: 'time',
  date: 'time',
  null: 'null',
};

function requireComparable(left: Bound, right: Bound, by: string): void {
  const [one, other] = [FAMILIES[left.kind], FAMILIES[right.kind]];
  if (one !== other && one !== 'null' && other !== 'null')
    throw new FilterSyntaxError(
      `A binary operator with incompatible types was detected. Found operand types '${left.kind}' and ` +
        `'${right.kind}' for operator kind '${by}'`,
    );
}

const TEXT_FUNCTIONS: Readonly<Record<FunctionName, (one: string, other: string) => unknown>> = {
  startswith: (one, other) => one.toLowerCase().startsWith(other.toLowerCase()),
  endswith: (one, other) => one.toLowerCase().endsWith(other.toLowerCase()),
  contains: (one, other) => one.toLowerCase().includes(other.toLowerCase()),
  tolower: (one) => one.toLowerCase(),
  toupper: (one) => one.toUpperCase(),
  trim: (one) => one.trim(),
  length: (one) => one.length,
};
const RESULTS: Readonly<Record<FunctionName, ValueKind>> = {
  startswith: 'boolean',
  endswith: 'boolean',
  contains: 'boolean',
  tolower: 'string',
  toupper: 'string',
  trim: 'string',
  length: 'number',
};

function call(name: FunctionName, of: readonly Bound[]): Bound {
  if (of.some(({ kind }) => FAMILIES[kind] !== 'text' && kind !== 'null'))
    throw new FilterSyntaxError(
      `No function signature for the function with name '${name}' matches the specified arguments`,
    );
  return {
    kind: RESULTS[name],
    value: (scope) => {
      const [one, other = ''] = of.map(({ value }) => value(scope));
      return typeof one === 'string' && typeof other === 'string' ? TEXT_FUNCTIONS[name](one, other) : null;
    },
  };
}

function lambda({ path, body, every }: Extract<Expression, { kind: 'lambda' }>, names: Names): Bound {
  const { shape, value } = resolve(path, names);
  if (shape.kind !== 'collection') throw unknownProperty(path.at(-1) ?? '', names.type);
  if (!shape.lambda) throw new FilterNodeRefused();
  const items = (scope: Scope): readonly unknown[] => {
    const list = value(scope);
    return Array.isArray(list) ? list : [];
  };
  if (body === undefined) return truth((scope) => items(scope).length > 0);
  const inner = condition(body.condition, {
    ...names,
    variables: { ...names.variables, [body.variable]: shape.of },
  });
  const holds =
    (scope: Scope) =>
    (item: unknown): boolean =>
      inner.value({ ...scope, [body.variable]: item }) === true;
  return truth((scope) => (every ? items(scope).every(holds(scope)) : items(scope).some(holds(scope))));
}

function property(path: readonly string[], names: Names): Bound {
  if (path.at(-1) === '$count') return counted(path.slice(0, -1), names);
  const { shape, value } = resolve(path, names);
  if (shape.kind === 'complex' || shape.kind === 'collection')
    throw new FilterSyntaxError(`'${path.join('/')}' has no single value`);
  return { kind: shape.kind, value };
}

function counted(path: readonly string[], names: Names): Bound {
  const { shape, value } = resolve(path, names);
  if (shape.kind !== 'collection') throw unknownProperty('$count', names.type);
  return {
    kind: 'number',
    value: (scope) => {
      const list = value(scope);
      return Array.isArray(list) ? list.length : 0;
    },
  };
}

function resolve(path: readonly string[], names: Names): { shape: Shape; value: (scope: Scope) => unknown } {
  const [first = '', ...rest] = path;
  const variable = Object.hasOwn(names.variables, first) ? names.variables[first] : undefined;
  const steps = variable === undefined ? path : rest;
  let shape: Shape = variable ?? { kind: 'complex', members: names.own };
  const canonical: string[] = [];
  for (const step of steps) {
    const found = shape.kind === 'complex' ? member(shape.members, step) : undefined;
    if (found === undefined) throw unknownProperty(step, names.type);
    canonical.push(found.name);
    shape = found.shape;
  }
  const root = variable === undefined ? '' : first;
  return { shape, value: (scope) => valueAt(scope[root], canonical) };
}

function unknownProperty(name: string, type: string): FilterSyntaxError {
  return new FilterSyntaxError(`Could not find a property named '${name}' on type '${type}'`);
}

function literal(kind: LiteralKind, written: string): Bound {
  const value = literalValue(kind, written);
  if ((kind === 'dateTime' || kind === 'date') && Number.isNaN(Date.parse(written)))
    throw new FilterSyntaxError(`'${written}' is no time`);
  return { kind, value: () => value };
}

function literalValue(kind: LiteralKind, written: string): unknown {
  if (kind === 'null') return null;
  if (kind === 'boolean') return written.toLowerCase() === 'true';
  return kind === 'number' ? Number(written) : written;
}
