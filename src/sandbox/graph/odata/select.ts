import { GraphError } from '../errors.js';
import type { EntityType, GraphObject } from './schema.js';
import { member } from './schema.js';

/** Property names as the schema spells them; undefined where `$select` is absent or `*`. */
export type Selection = readonly string[] | undefined;

/** Reads a decoded `$select`; throws 400 for properties the type does not have. */
export function parseSelect(written: string | undefined, type: EntityType): Selection {
  if (written === undefined) return undefined;
  const names = written.split(',').map((name) => name.trim());
  if (names.some((name) => name === ''))
    throw new GraphError(
      'badRequest',
      'Parsing OData Select and Expand failed: Term is not valid in a $select or $expand expression.',
    );
  if (names.includes('*')) return undefined;
  return [...new Set(names.flatMap((name) => selected(name, type)))];
}

function selected(written: string, type: EntityType): readonly string[] {
  // Annotations such as @microsoft.graph.downloadUrl are answered whether named or not.
  if (written.startsWith('@')) return [];
  const [first = ''] = written.split('/');
  const found = member(type.members, first);
  if (found !== undefined) return [found.name];
  // Naming a relation selects its link only, which minimal metadata leaves out.
  if (type.navigations !== undefined && Object.hasOwn(type.navigations, first)) return [];
  throw new GraphError(
    'badRequest',
    `Parsing OData Select and Expand failed: Could not find a property named '${first}' on type '${type.name}'.`,
  );
}

/** The resource with what was selected, annotations kept. */
export function project(object: GraphObject, selection: Selection, type: EntityType): GraphObject {
  const wanted = selection === undefined ? type.standard : [...(type.always ?? []), ...selection];
  const kept = Object.entries(object).filter(
    ([name]) => name.includes('@') || wanted === undefined || wanted.includes(name),
  );
  const missing = (selection ?? []).filter((name) => !Object.hasOwn(object, name)).map((name) => [name, null] as const);
  return Object.fromEntries([...kept, ...missing]);
}
