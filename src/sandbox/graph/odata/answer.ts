import { GraphError } from '../errors.js';
import type { Dialect } from './dialect.js';
import { expanded, parseExpand } from './expand.js';
import type { Expression } from './filter-expression.js';
import { parseFilter } from './filter-parser.js';
import { FilterNodeRefused, filterPredicate } from './filter-predicate.js';
import { FilterSyntaxError } from './filter-tokens.js';
import { parseOrderBy, sorted } from './orderby.js';
import type { Query } from './query.js';
import type { EntityType, GraphObject } from './schema.js';
import { searchPredicate } from './search.js';
import type { Selection } from './select.js';
import { parseSelect, project } from './select.js';
import type { SkipTokens } from './skip-token.js';

/** Resources of one type, before any query option is applied. */
export interface ResourceCollection {
  readonly type: EntityType;
  readonly dialect: Dialect;
  /** What follows `$metadata#`. */
  readonly context: string;
  readonly items: readonly GraphObject[];
  readonly page: { readonly standard: number; readonly max: number };
}

export interface ResourceEntity {
  readonly type: EntityType;
  /** What follows `$metadata#`, without `/$entity`. */
  readonly context: string;
  readonly item: GraphObject;
}

/** What of a request decides how a collection is answered. */
export interface AskedCollection {
  readonly query: Query;
  readonly eventual: boolean;
  /** `Prefer: odata.maxpagesize`. */
  readonly preferredPage: number | undefined;
  /** Origin and raw path that were asked; the next link is made of them. */
  readonly address: { readonly origin: string; readonly path: string };
  readonly tokens: SkipTokens;
  /** Whose question it is: a skip token is good for this caller only. */
  readonly caller: string;
}

/** One page of a collection with its links, every query option applied. */
export function collectionAnswer(source: ResourceCollection, asked: AskedCollection): GraphObject {
  const { options } = asked.query;
  const { type, page } = source;
  const selection = parseSelect(options.select, type);
  const expansions = parseExpand(options.expand, type);
  const found = matching(source, asked);
  const size = pageSize(source, asked);
  const owner = `${asked.caller} ${asked.address.path.toLowerCase()}`;
  const start =
    options.skiptoken === undefined
      ? wholeNumber(options.skip, 'skip', 0)
      : (asked.tokens.open(options.skiptoken, owner)[0] ?? 0);
  const end = start + (size ?? page.standard);
  const counted = truth(options.count) && source.dialect.counts(asked);
  return {
    '@odata.context': contextOf(asked.address.origin, source.context, selection),
    ...(counted && { '@odata.count': found.length }),
    ...(end < found.length && { '@odata.nextLink': linkWith(asked, 'skiptoken', asked.tokens.seal([end], owner)) }),
    value: found
      .slice(start, end)
      .map((item) => ({ ...project(item, selection, type), ...expanded(item, expansions) })),
  };
}

/** How many resources match, for `/$count`. */
export function countAnswer(source: ResourceCollection, asked: AskedCollection): number {
  if (!source.dialect.counts(asked)) throw new GraphError('directoryBadRequest', '$count is not currently supported.');
  return matching(source, asked).length;
}

/** One resource with `$select` and `$expand` applied. */
export function entityAnswer({ type, context, item }: ResourceEntity, query: Query, origin: string): GraphObject {
  const { select, expand, filter, search, orderby, top } = query.options;
  if ([filter, search, orderby, top].some((option) => option !== undefined))
    throw new GraphError(
      'badRequest',
      'The query specified in the URI is not valid. $filter, $orderby, $search and $top apply to collections only.',
    );
  const selection = parseSelect(select, type);
  const expansions = parseExpand(expand, type);
  return {
    '@odata.context': `${contextOf(origin, context, selection)}/$entity`,
    ...project(item, selection, type),
    ...expanded(item, expansions),
  };
}

export function matching(
  { type, dialect, items }: ResourceCollection,
  { query, eventual }: AskedCollection,
): readonly GraphObject[] {
  const { options } = query;
  const order = parseOrderBy(options.orderby, type);
  const filter = options.filter === undefined ? undefined : filterOf(options.filter, type);
  dialect.check({ query, filter: filter?.expression, order, eventual });
  const search = options.search === undefined ? undefined : searchOf(options.search, type, dialect);
  const found = items.filter((item) => (filter?.matches(item) ?? true) && (search?.(item) ?? true));
  return sorted(found, order);
}

function searchOf(written: string, type: EntityType, dialect: Dialect): (item: GraphObject) => boolean {
  if (dialect.search === 'none') throw new GraphError('badRequest', 'The query parameter $search is not supported.');
  return searchPredicate(written, type, dialect.search);
}

function filterOf(
  written: string,
  type: EntityType,
): { expression: Expression; matches: (item: GraphObject) => boolean } {
  try {
    const expression = parseFilter(written);
    return { expression, matches: filterPredicate(expression, type) };
  } catch (error) {
    if (error instanceof FilterNodeRefused) throw new GraphError('invalidFilterNode');
    if (error instanceof FilterSyntaxError)
      throw new GraphError('badRequest', `Invalid filter clause: ${error.message}.`);
    throw error;
  }
}

export function pageSize(
  { dialect, page }: ResourceCollection,
  { query, preferredPage }: AskedCollection,
): number | undefined {
  const { top } = query.options;
  if (top === undefined) return preferredPage === undefined ? undefined : Math.min(preferredPage, page.max);
  const size = wholeNumber(top, 'top', 0);
  dialect.pageSize(size, page.max);
  return size;
}

function wholeNumber(written: string | undefined, option: string, standard: number): number {
  if (written === undefined) return standard;
  if (!/^\d{1,9}$/.test(written))
    throw new GraphError(
      'badRequest',
      `Invalid value '${written.slice(0, 40)}' for $${option} query option found. The $${option} query option requires a non-negative integer value.`,
    );
  return Number(written);
}

function truth(written: string | undefined): boolean {
  if (written === undefined) return false;
  const value = written.toLowerCase();
  if (value !== 'true' && value !== 'false')
    throw new GraphError(
      'badRequest',
      `Invalid value '${written.slice(0, 40)}' for $count query option found. Valid values are 'true' or 'false'.`,
    );
  return value === 'true';
}

export function contextOf(origin: string, context: string, selection: Selection): string {
  const suffix = selection === undefined || selection.length === 0 ? '' : `(${selection.join(',')})`;
  return `${origin}/v1.0/$metadata#${context}${suffix}`;
}

/** The address asked, its other options byte for byte, with this token in place of older ones and of `$skip`. */
export function linkWith({ query, address }: AskedCollection, name: 'skiptoken' | 'deltatoken', token: string): string {
  const kept = query.pairs
    .filter((pair) => !/^\$?(?:skip(?:token)?|deltatoken)$|^token$/.test(pair.name))
    .map(({ raw }) => raw);
  return `${address.origin}${address.path}?${[...kept, `$${name}=${token}`].join('&')}`;
}
