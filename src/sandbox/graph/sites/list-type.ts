import { GraphError } from '../errors.js';
import { ITEM_TYPE } from '../files/drive-type.js';
import { described } from '../files/item-answers.js';
import type { Dialect } from '../odata/dialect.js';
import { DRIVE } from '../odata/dialect.js';
import { nodesOf } from '../odata/filter-expression.js';
import type { EntityType, Members, Primitive } from '../odata/schema.js';
import { bool, complex, dateTime, number, text } from '../odata/schema.js';
import type { Call } from '../operation.js';
import { columnObject } from './site-objects.js';
import type { Column } from './site-seeds.js';
import { BASE, COLUMN_TYPE, LIST_MEMBERS } from './site-type.js';
import type { Site, SiteList } from './sites.js';

const KINDS: Readonly<Record<Column['kind'], Primitive>> = {
  text,
  note: text,
  number,
  boolean: bool,
  dateTime,
  choice: text,
};
const OWN: Members = {
  id: text,
  ContentType: text,
  Created: dateTime,
  Modified: dateTime,
  Attachments: bool,
  _UIVersionString: text,
  LinkFilename: text,
};
const UNINDEXED_ALLOWED = /HonorNonIndexedQueriesWarningMayFailRandomly/i;

/** microsoft.graph.list with the columns of these lists. */
export function listTypeOf(lists: readonly SiteList[]): EntityType {
  return {
    name: 'microsoft.graph.list',
    members: LIST_MEMBERS,
    navigations: {
      columns: {
        type: () => COLUMN_TYPE,
        single: false,
        follow: ({ id }) =>
          lists
            .filter((list) => list.id === id)
            .flatMap((list) => list.columns.map((each) => columnObject(list, each))),
      },
    },
  };
}

/** microsoft.graph.listItem with the fields of its list, which come by `$expand` only. */
export function itemTypeOf(call: Call, site: Site, list: SiteList): EntityType {
  const fields = { ...OWN, ...Object.fromEntries(list.columns.map(({ name, kind }) => [name, KINDS[kind]])) };
  const members = { ...BASE, contentType: complex({ id: text, name: text }), fields: complex(fields) };
  return {
    name: 'microsoft.graph.listItem',
    members,
    standard: Object.keys(members).filter((name) => name !== 'fields'),
    navigations: {
      fields: {
        type: () => ({ name: 'microsoft.graph.fieldValueSet', members: fields }),
        single: true,
        follow: ({ fields: own }) => (typeof own === 'object' && own !== null ? [{ ...own }] : []),
      },
      driveItem: {
        type: () => ITEM_TYPE,
        single: true,
        follow: ({ id }) => {
          const entry = list.items.find((each) => each.id === id)?.entry;
          return entry === undefined ? [] : [described(call, site.drive, entry)];
        },
      },
    },
  };
}

/** SharePoint filters and sorts by columns without an index only for who accepts that it may fail. */
export function itemDialect({ header }: Pick<Call, 'header'>, list: SiteList): Dialect {
  return {
    ...DRIVE,
    check: (asked) => {
      DRIVE.check(asked);
      if (UNINDEXED_ALLOWED.test(header('prefer') ?? '')) return;
      const filtered = asked.filter === undefined ? [] : [...nodesOf(asked.filter)];
      const paths = [
        ...filtered.flatMap((node) => (node.kind === 'property' ? [node.path] : [])),
        ...asked.order.map(({ path }) => path),
      ];
      for (const [first, field] of paths)
        if (first === 'fields' && list.columns.find(({ name }) => name === field)?.indexed !== true)
          throw new GraphError(
            'invalidRequest',
            `Field '${field ?? ''}' cannot be referenced in filter or orderby as it is not indexed. Provide the 'Prefer: HonorNonIndexedQueriesWarningMayFailRandomly' header to allow this, but be warned that such queries may fail on large lists.`,
          );
    },
  };
}
