import { GraphError } from '../errors.js';
import type { EntityType, GraphObject, Navigation } from './schema.js';
import type { Selection } from './select.js';
import { parseSelect, project } from './select.js';

export interface Expansion {
  readonly name: string;
  readonly navigation: Navigation;
  readonly selection: Selection;
  readonly levels: number;
  readonly top: number | undefined;
}

/** As far as `$levels=max` goes; chains of managers are shorter. */
const MAX_LEVELS = 100;
const CLAUSE = /^([A-Za-z]+)(?:\((.*)\))?$/s;

/** Reads a decoded `$expand`; throws 400 for relations the type does not have. */
export function parseExpand(written: string | undefined, type: EntityType): readonly Expansion[] {
  if (written === undefined) return [];
  return outsideParentheses(written, ',').map((clause) => {
    const [, name = '', inner = ''] = CLAUSE.exec(clause.trim()) ?? [];
    const found = Object.entries(type.navigations ?? {}).find(([each]) => each.toLowerCase() === name.toLowerCase());
    if (found === undefined)
      throw invalid(`Could not find a property named '${name || clause}' on type '${type.name}'.`);
    return { name: found[0], navigation: found[1], ...options(inner, found[1]) };
  });
}

function options(written: string, navigation: Navigation): Pick<Expansion, 'selection' | 'levels' | 'top'> {
  let selection: Selection;
  let levels = 1;
  let top: number | undefined;
  for (const pair of outsideParentheses(written, ';').filter((each) => each.trim() !== '')) {
    const equals = pair.indexOf('=');
    const [name, value] = [pair.slice(0, Math.max(equals, 0)).trim().toLowerCase(), pair.slice(equals + 1).trim()];
    if (name === '$select') selection = parseSelect(value, navigation.type());
    else if (name === '$levels' && navigation.recursive === true) levels = levelsOf(value);
    else if (name === '$top' && /^\d{1,4}$/.test(value)) top = Number(value);
    else throw invalid(`Term '${pair.trim()}' is not valid in a $select or $expand expression.`);
  }
  return { selection, levels, top };
}

function levelsOf(value: string): number {
  if (value.toLowerCase() === 'max') return MAX_LEVELS;
  if (!/^\d{1,3}$/.test(value) || Number(value) < 1) throw invalid(`'${value}' is no valid value of $levels.`);
  return Math.min(Number(value), MAX_LEVELS);
}

/** The members `$expand` adds to one resource. */
export function expanded(object: GraphObject, expansions: readonly Expansion[]): GraphObject {
  return Object.fromEntries(
    expansions.flatMap<readonly [string, unknown]>(({ name, navigation, selection, levels, top }) => {
      const related = navigation
        .follow(object)
        .slice(0, top)
        .map((each) => ({
          ...project(each, selection, navigation.type()),
          ...(levels > 1 && expanded(each, [{ name, navigation, selection, levels: levels - 1, top }])),
        }));
      if (!navigation.single) return [[name, related] as const];
      return related[0] === undefined ? [] : [[name, related[0]] as const];
    }),
  );
}

function outsideParentheses(written: string, separator: string): string[] {
  const parts = [''];
  let depth = 0;
  for (const character of written) {
    if (character === '(') depth += 1;
    if (character === ')') depth -= 1;
    if (depth < 0) throw invalid('Unbalanced parentheses.');
    if (character === separator && depth === 0) parts.push('');
    else parts[parts.length - 1] += character;
  }
  if (depth !== 0) throw invalid('Unbalanced parentheses.');
  return parts;
}

function invalid(why: string): GraphError {
  return new GraphError('badRequest', `Parsing OData Select and Expand failed: ${why}`);
}
