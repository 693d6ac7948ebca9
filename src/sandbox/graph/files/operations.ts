import type { User } from '../../directory/types.js';
import { GraphError } from '../errors.js';
import { DRIVE } from '../odata/dialect.js';
import type { EntityType, GraphObject } from '../odata/schema.js';
import type { Answer, Call, Operation } from '../operation.js';
import { owned, parameter } from '../operation.js';
import type { Drive, DriveEntry } from './drive.js';
import { DRIVE_TYPE, ITEM_TYPE } from './drive-type.js';
import { driveObject, itemObject } from './item.js';

const READ = [
  'Files.Read',
  'Files.ReadWrite',
  'Files.Read.All',
  'Files.ReadWrite.All',
  'Sites.Read.All',
  'Sites.ReadWrite.All',
];
const ROLES = ['Files.Read.All', 'Files.ReadWrite.All', 'Sites.Read.All', 'Sites.ReadWrite.All'];
const COMMON = { method: 'GET', workload: 'drive', personal: true, scopes: READ, roles: ROLES } as const;
const PAGE = { standard: 200, max: 1000 };

/** How a path names an item: the root, an id, a path from the root, a path from an item. */
const ADDRESSES: readonly {
  readonly path: string;
  readonly below: string;
  readonly find: (call: Call, own: Drive) => DriveEntry | undefined;
}[] = [
  { path: '/drive/root', below: '/drive/root', find: (_call, own) => own.root },
  {
    path: '/drive/items/{item}',
    below: '/drive/items/{item}',
    find: (call, own) => own.byId(parameter(call, 'item')),
  },
  {
    path: '/drive/root:/{path}',
    below: '/drive/root:/{path}:',
    find: (call, own) => own.at(`/${parameter(call, 'path')}`),
  },
  {
    path: '/drive/items/{item}/{path}',
    below: '/drive/items/{item}/{path}:',
    find: (call, own) => {
      const start = own.byId(parameter(call, 'item').replace(/:$/, ''));
      return start === undefined ? undefined : own.at(`${start.path}/${parameter(call, 'path')}`);
    },
  },
];

/** Drives, their items and the items' bytes. */
export const FILE_OPERATIONS: readonly Operation[] = [
  ...owned({ ...COMMON, path: '/drive', scopes: [...READ, 'User.Read'], answer: drive }),
  ...ADDRESSES.flatMap(({ path, below, find }) => {
    const answered =
      (answer: (call: Call, own: Drive, entry: DriveEntry) => Answer) =>
      (call: Call, owner: User): Answer => {
        const own = call.world.drives.of(owner);
        const entry = find(call, own);
        if (entry === undefined) throw new GraphError('fileNotFound');
        return answer(call, own, entry);
      };
    return [
      ...owned({ ...COMMON, path, answer: answered(item) }),
      ...owned({ ...COMMON, path: `${below}/children`, answer: answered(children) }),
      ...owned({ ...COMMON, path: `${below}/content`, answer: answered(content) }),
    ];
  }),
];

function drive({ world }: Call, owner: User): Answer {
  return { kind: 'entity', entity: { type: DRIVE_TYPE, context: 'drives', item: driveObject(world.drives.of(owner)) } };
}

function item(call: Call, own: Drive, entry: DriveEntry): Answer {
  const context = `users('${own.owner.id}')/drive/${entry.parent === undefined ? 'root' : 'items'}`;
  return { kind: 'entity', entity: { type: typeWithChildren(call, own), context, item: described(call, own, entry) } };
}

function children(call: Call, own: Drive, entry: DriveEntry): Answer {
  return {
    kind: 'collection',
    collection: {
      type: typeWithChildren(call, own),
      dialect: DRIVE,
      context: `users('${own.owner.id}')/drive/${entry.parent === undefined ? 'root' : `items('${encodeURIComponent(entry.id)}')`}/children`,
      items: own.children(entry).map((child) => described(call, own, child)),
      page: PAGE,
    },
  };
}

function content({ world, origin }: Call, own: Drive, entry: DriveEntry): Answer {
  if (entry.bytes === undefined)
    throw new GraphError('invalidRequest', 'The content of a folder cannot be downloaded.');
  return { kind: 'redirect', location: world.downloads.address(origin, own.owner, entry) };
}

function described({ world, origin }: Call, own: Drive, entry: DriveEntry): GraphObject {
  const url = entry.bytes === undefined ? undefined : world.downloads.address(origin, own.owner, entry);
  return itemObject(own, entry, url);
}

/** microsoft.graph.driveItem with its children, for `$expand`. */
function typeWithChildren(call: Call, own: Drive): EntityType {
  return {
    ...ITEM_TYPE,
    navigations: {
      children: {
        type: () => ITEM_TYPE,
        single: false,
        follow: ({ id }) => {
          const entry = own.byId(String(id));
          return entry === undefined ? [] : own.children(entry).map((child) => described(call, own, child));
        },
      },
    },
  };
}
