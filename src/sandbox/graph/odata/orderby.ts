import { GraphError } from '../errors.js';
import type { EntityType, GraphObject, NamedShape, Shape } from './schema.js';
import { member, valueAt } from './schema.js';

export interface OrderKey {
  /** Property names as the schema spells them. */
  readonly path: readonly string[];
  readonly descending: boolean;
}

/** Reads a decoded `$orderby`; throws 400 for anything but properties with a single value. */
export function parseOrderBy(written: string | undefined, type: EntityType): readonly OrderKey[] {
  if (written === undefined) return [];
  return written.split(',').map((clause) => {
    const [path = '', direction = 'asc', ...rest] = clause.trim().split(/\s+/);
    const way = direction.toLowerCase();
    if (path === '' || rest.length > 0 || (way !== 'asc' && way !== 'desc'))
      throw new GraphError('badRequest', `Syntax error at position 0 in '${clause.trim()}'.`);
    return { path: resolved(path, type), descending: way === 'desc' };
  });
}

function resolved(path: string, type: EntityType): readonly string[] {
  let shape: Shape = { kind: 'complex', members: type.members };
  const names: string[] = [];
  for (const step of path.split('/')) {
    const found: NamedShape | undefined = shape.kind === 'complex' ? member(shape.members, step) : undefined;
    if (found === undefined)
      throw new GraphError('badRequest', `Could not find a property named '${step}' on type '${type.name}'.`);
    names.push(found.name);
    shape = found.shape;
  }
  if (shape.kind === 'complex' || shape.kind === 'collection')
    throw new GraphError('badRequest', `The $orderby expression must evaluate to a single value of primitive type.`);
  return names;
}

/** A sorted copy; equal ones keep their order, null comes first (OData 4.01 part 1, section 11.2.6.2). */
export function sorted(items: readonly GraphObject[], keys: readonly OrderKey[]): readonly GraphObject[] {
  return keys.length === 0 ? items : items.toSorted((one, other) => firstDifference(one, other, keys));
}

function firstDifference(one: GraphObject, other: GraphObject, keys: readonly OrderKey[]): number {
  for (const { path, descending } of keys) {
    const difference = order(valueAt(one, path), valueAt(other, path));
    if (difference !== 0) return descending ? -difference : difference;
  }
  return 0;
}

function order(one: unknown, other: unknown): number {
  const [a, b] = [one ?? null, other ?? null];
  if (a === null || b === null) return a === b ? 0 : a === null ? -1 : 1;
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return JSON.stringify(a).localeCompare(JSON.stringify(b), 'en', { sensitivity: 'base' });
}
