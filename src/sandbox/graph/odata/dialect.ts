import { GraphError } from '../errors.js';
import type { Expression } from './filter-expression.js';
import { nodesOf } from './filter-expression.js';
import type { OrderKey } from './orderby.js';
import type { Query } from './query.js';

/** What one service behind Graph allows in a query beyond OData itself. */
export interface Dialect {
  readonly search: 'directory' | 'kql' | 'none';
  /** Throws for queries this service refuses although they are well formed. */
  readonly check: (asked: Asked) => void;
  /** Throws for a page size out of bounds. */
  readonly pageSize: (size: number, max: number) => void;
  /** Whether `$count=true` and `/$count` are answered. */
  readonly counts: (asked: Pick<Asked, 'eventual'>) => boolean;
}

export interface Asked {
  readonly query: Query;
  readonly filter: Expression | undefined;
  readonly order: readonly OrderKey[];
  /** Whether `ConsistencyLevel: eventual` was sent. */
  readonly eventual: boolean;
}

const ADVANCED = "Refer to 'https://aka.ms/graph-docs/advanced-queries' for more information";

/** Entra's directory: advanced queries want `ConsistencyLevel: eventual` and `$count=true`. */
export const DIRECTORY: Dialect = {
  search: 'directory',
  check: ({ query, filter, order, eventual }) => {
    const { options } = query;
    if (options.skip !== undefined)
      throw new GraphError('directoryBadRequest', "'$skip' is not supported by the service.");
    if (options.search !== undefined && !eventual)
      throw new GraphError(
        'unsupportedQuery',
        "Request with $search query parameter only works through MSGraph with a special request header: 'ConsistencyLevel: eventual'",
      );
    const advanced = eventual && (options.count?.toLowerCase() === 'true' || options.search !== undefined);
    if (filter !== undefined) checkDirectoryFilter(filter, advanced);
    if (filter !== undefined && order.length > 0 && !advanced)
      throw new GraphError('unsupportedQuery', 'Sorting not supported for current query.');
  },
  pageSize: (size, max) => {
    if (size < 1 || size > max)
      throw new GraphError(
        'directoryBadRequest',
        `Invalid page size specified: '${size}'. Must be between 1 and ${max} inclusive.`,
      );
  },
  counts: ({ eventual }) => eventual,
};

function checkDirectoryFilter(filter: Expression, advanced: boolean): void {
  for (const node of nodesOf(filter)) {
    if (node.kind === 'call' && node.name === 'contains')
      throw new GraphError('unsupportedQuery', "Filter operator 'Contains' is not supported.");
    if (advanced) continue;
    const operator =
      node.kind === 'not'
        ? 'Not'
        : node.kind === 'compare' && node.by === 'ne'
          ? 'NotEqualsMatch'
          : node.kind === 'call' && node.name === 'endswith'
            ? 'EndsWith'
            : undefined;
    if (operator !== undefined)
      throw new GraphError(
        'unsupportedQuery',
        `Operator '${operator}' is not supported because the 'ConsistencyLevel:eventual' header is missing. ${ADVANCED}`,
      );
  }
}

/** Exchange: mail and calendar. */
export const OUTLOOK: Dialect = {
  search: 'kql',
  check: ({ query, filter, order }) => {
    const { options } = query;
    if (options.search !== undefined && filter !== undefined) throw new GraphError('searchWithFilter');
    if (options.search !== undefined && order.length > 0) throw new GraphError('searchWithOrderBy');
    // learn.microsoft.com/graph/api/user-list-messages: what is sorted by leads the filter, in the same order.
    if (filter !== undefined && order.length > 0) {
      const filtered = [...new Set(propertiesOf(filter))];
      if (order.some(({ path }, index) => filtered[index] !== path.join('/').toLowerCase()))
        throw new GraphError('tooComplex');
    }
  },
  pageSize: limitPage,
  counts: () => true,
};

function propertiesOf(filter: Expression): string[] {
  return [...nodesOf(filter)].flatMap((node) =>
    node.kind === 'property' || node.kind === 'lambda' ? [node.path.join('/').toLowerCase()] : [],
  );
}

/** OneDrive and SharePoint. */
export const DRIVE: Dialect = {
  search: 'none',
  check: ({ query }) => {
    if (query.options.skip !== undefined)
      throw new GraphError(
        'invalidRequest',
        '$skip is not supported on this API. Only URLs returned by the API can be used to page.',
      );
  },
  pageSize: limitPage,
  counts: () => true,
};

/** OneNote. */
export const NOTES: Dialect = { search: 'none', check: () => undefined, pageSize: limitPage, counts: () => true };

/** Services without rules of their own. */
export const PLAIN: Dialect = { search: 'none', check: () => undefined, pageSize: limitPage, counts: () => true };

function limitPage(size: number, max: number): void {
  if (size > max)
    throw new GraphError(
      'badRequest',
      `The limit of '${max}' for Top query has been exceeded. The value from the incoming request is '${size}'.`,
    );
}
