import type { ResourceCollection } from '../odata/answer.js';
import { DRIVE } from '../odata/dialect.js';
import type { EntityType, GraphObject } from '../odata/schema.js';
import type { Answer, Call } from '../operation.js';
import type { Item, Shelf } from './addresses.js';
import type { Drive } from './drive.js';
import type { DriveEntry } from './drive-entry.js';
import { entityTag } from './drive-entry.js';
import { ITEM_TYPE } from './drive-type.js';
import { itemObject } from './item.js';

const PAGE = { standard: 200, max: 1000 };

/** 200 with an item. */
export function itemAnswer(call: Call, { drive, context, entry }: Item): Answer {
  return { kind: 'entity', ...answered(call, drive, context, entry) };
}

/** 201 with an item that was made. */
export function madeAnswer(call: Call, { drive, context, entry }: Item): Answer {
  return { kind: 'created', ...answered(call, drive, context, entry) };
}

function answered(
  call: Call,
  drive: Drive,
  context: string,
  entry: DriveEntry,
): Pick<Extract<Answer, { kind: 'entity' }>, 'entity' | 'headers'> {
  return {
    entity: {
      type: typeWithChildren(call, drive),
      context: `${context}/${entry.parentId === undefined ? 'root' : 'items'}`,
      item: described(call, drive, entry),
    },
    headers: { etag: entityTag(entry) },
  };
}

/** Items of a drive, of which what a query asks is answered. */
export function itemsOf(
  call: Call,
  { drive }: Shelf,
  context: string,
  entries: readonly DriveEntry[],
): ResourceCollection {
  return {
    type: typeWithChildren(call, drive),
    dialect: DRIVE,
    context,
    items: entries.map((entry) => described(call, drive, entry)),
    page: PAGE,
  };
}

/** An item with the address its bytes can be had at. */
export function described({ world, origin }: Call, drive: Drive, entry: DriveEntry): GraphObject {
  const url = entry.bytes === undefined ? undefined : world.downloads.address(origin, drive, entry);
  const scope = world.sharing
    .of(drive, entry.id)
    .reduce<string | undefined>(
      (widest, grant) => (grant.kind === 'link' && grant.scope !== 'users' ? grant.scope : (widest ?? 'users')),
      undefined,
    );
  return { ...itemObject(drive, entry, url), ...(scope !== undefined && { shared: { scope } }) };
}

/** microsoft.graph.driveItem with its children, for `$expand`. */
export function typeWithChildren(call: Call, drive: Drive): EntityType {
  return {
    ...ITEM_TYPE,
    navigations: {
      children: {
        type: () => ITEM_TYPE,
        single: false,
        follow: ({ id }) => {
          const entry = drive.byId(String(id));
          return entry === undefined ? [] : drive.children(entry).map((child) => described(call, drive, child));
        },
      },
    },
  };
}
