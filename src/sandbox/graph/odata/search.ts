import { GraphError } from '../errors.js';
import type { EntityType, GraphObject } from './schema.js';
import { valueAt } from './schema.js';

type Predicate = (object: GraphObject) => boolean;
const MAX_LENGTH = 2048;

/** What a decoded `$search` finds in resources of a type; throws 400 when it is malformed. */
export function searchPredicate(written: string, type: EntityType, kind: 'directory' | 'kql'): Predicate {
  if (type.search === undefined) throw new GraphError('badRequest', 'The query parameter $search is not supported.');
  if (written.trim() === '' || written.length > MAX_LENGTH) throw malformed(written);
  return kind === 'directory' ? directorySearch(written, type) : kqlSearch(written, type);
}

/** Directory objects: quoted `"property:words"` clauses joined by AND and OR; AND binds closer. */
function directorySearch(written: string, type: EntityType): Predicate {
  const alternatives = joined(written, /\s+OR\s+/).map((alternative) =>
    joined(alternative, /\s+AND\s+/).map((clause) => {
      const inner = /^\(?\s*"((?:[^"\\]|\\.)+)"\s*\)?$/.exec(clause)?.[1];
      const [, property, words] = /^([A-Za-z]+):(.+)$/s.exec(inner ?? '') ?? [];
      if (property === undefined || words === undefined) throw malformed(written);
      return named(property, words, type);
    }),
  );
  return (object) => alternatives.some((clauses) => clauses.every((clause) => clause(object)));
}

/** Exchange: words, `property:word` and phrases, all of which must occur; OR and NOT as in KQL. */
function kqlSearch(written: string, type: EntityType): Predicate {
  const trimmed = written.trim();
  const query = /^"(.*)"$/s.exec(trimmed)?.[1]?.replaceAll('\\"', '"') ?? trimmed;
  if ((query.split('"').length - 1) % 2 !== 0) throw malformed(written);
  const alternatives = joined(query, /\s+OR\s+/).map((alternative) => {
    const terms = alternative.match(/(?:[A-Za-z]+:)?(?:"[^"]*"|[^\s"]+)/g) ?? [];
    if (terms.length === 0) throw malformed(written);
    return terms.flatMap((term, index) => {
      if (term === 'AND' || term === 'NOT') return [];
      const found = kqlTerm(term, type);
      return [terms[index - 1] === 'NOT' ? (object: GraphObject) => !found(object) : found];
    });
  });
  return (object) => alternatives.some((terms) => terms.every((term) => term(object)));
}

function kqlTerm(term: string, type: EntityType): Predicate {
  const [, property, words] = /^([A-Za-z]+):(.+)$/s.exec(term) ?? [];
  if (property !== undefined && words !== undefined) return named(property, words.replaceAll('"', ''), type);
  return containing(type.search?.words ?? [], term.replaceAll('"', ''));
}

function named(property: string, words: string, type: EntityType): Predicate {
  const wanted = property.toLowerCase();
  const path = Object.entries(type.search?.named ?? {}).find(([name]) => name.toLowerCase() === wanted)?.[1];
  if (path === undefined)
    throw new GraphError('badRequest', `Property '${property}' is not supported in the $search of '${type.name}'.`);
  return containing([path], words);
}

/** Words match at word beginnings, one after the other. */
function containing(paths: readonly string[], words: string): Predicate {
  const wanted = wordsOf(words).join(' ');
  return (object) =>
    paths.some((path) =>
      texts(valueAt(object, path.split('/'))).some((text) => ` ${wordsOf(text).join(' ')}`.includes(` ${wanted}`)),
    );
}

function wordsOf(text: string): readonly string[] {
  return (
    text
      .replaceAll(/<[^>]*>/g, ' ')
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? []
  );
}

/** All text within a value: `from` finds by name and by address. */
function texts(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(texts);
}

function joined(written: string, by: RegExp): readonly string[] {
  return written.split(by).map((part) => part.trim());
}

function malformed(written: string): GraphError {
  return new GraphError('badRequest', `Syntax error: the $search expression '${written.slice(0, 80)}' is not valid.`);
}
