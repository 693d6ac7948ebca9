import { GraphError } from '../errors.js';
import type { Answer, Call, Method, Operation } from '../operation.js';
import { parameter } from '../operation.js';
import type { Access } from './access.js';
import { requireAccess } from './access.js';
import type { Drive } from './drive.js';
import type { DriveEntry } from './drive-entry.js';

const READ = [
  'Files.Read',
  'Files.ReadWrite',
  'Files.Read.All',
  'Files.ReadWrite.All',
  'Sites.Read.All',
  'Sites.ReadWrite.All',
];
const WRITE = ['Files.ReadWrite', 'Files.ReadWrite.All', 'Sites.ReadWrite.All'];
const READ_ROLES = ['Files.Read.All', 'Files.ReadWrite.All', 'Sites.Read.All', 'Sites.ReadWrite.All'];
const WRITE_ROLES = ['Files.ReadWrite.All', 'Sites.ReadWrite.All'];

/** A drive as a path named it. */
export interface Shelf {
  readonly drive: Drive;
  /** What follows `$metadata#` for it, such as `users('…')/drive`. */
  readonly context: string;
}

/** An item as a path named it: there, or a place where it may be made. */
export interface Place extends Shelf {
  readonly entry: DriveEntry | undefined;
  /** The folder and the path below it that were named; undefined for ids. */
  readonly wanted: { readonly start: DriveEntry; readonly path: string } | undefined;
}

/** An item that is there. */
export interface Item extends Shelf {
  readonly entry: DriveEntry;
}

interface Shelving {
  readonly path: string;
  /** Whether personal accounts have it. */
  readonly personal: boolean;
  readonly find: (call: Call) => Shelf;
}

/** How paths name drives. */
const SHELVES: readonly Shelving[] = [
  ...['/me/drive', '/users/{user}/drive'].map((path) => ({
    path,
    personal: true,
    find: (call: Call): Shelf => {
      const owner = call.world.people.owner(call, 'drive');
      return { drive: call.world.drives.of(owner), context: `users('${owner.id}')/drive` };
    },
  })),
  {
    path: '/drives/{drive}',
    personal: true,
    find: (call) => {
      const wanted = parameter(call, 'drive').toLowerCase();
      const drive = call.world.drives.in(call.caller.tenant.id).find(({ id }) => id.toLowerCase() === wanted);
      if (drive === undefined) throw new GraphError('driveUnknown');
      return { drive, context: `drives('${encodeURIComponent(drive.id)}')` };
    },
  },
  ...['/sites/{site}/drive', '/sites/{site}:/{place}:/drive'].map((path) => ({
    path,
    personal: false,
    find: (call: Call): Shelf => {
      const site = call.world.sites.find(call, parameter(call, 'site'), call.parameters['place']);
      return { drive: site.drive, context: `sites('${encodeURIComponent(site.id)}')/drive` };
    },
  })),
];

/** How paths name an item of a drive: the root, an id, a path from the root, a path from an item. */
const ITEMS: readonly {
  readonly path: string;
  readonly below: string;
  readonly find: (call: Call, drive: Drive) => Pick<Place, 'entry' | 'wanted'>;
}[] = [
  { path: '/root', below: '/root', find: (_call, drive) => ({ entry: drive.root, wanted: undefined }) },
  {
    path: '/items/{item}',
    below: '/items/{item}',
    find: (call, drive) => ({ entry: drive.byId(parameter(call, 'item')), wanted: undefined }),
  },
  {
    path: '/root:/{path}',
    below: '/root:/{path}:',
    find: (call, drive) => placeAt(drive, drive.root, parameter(call, 'path')),
  },
  {
    path: '/items/{item}:/{path}',
    below: '/items/{item}:/{path}:',
    find: (call, drive) => placeAt(drive, drive.byId(parameter(call, 'item')), parameter(call, 'path')),
  },
];

interface Described {
  readonly method: Method;
  /** Below the drive or the item, such as `/children`. */
  readonly below: string;
  readonly access: Access;
  /** What the caller does with the named item, where that is less than what the operation needs. */
  readonly reach?: Access;
}

/** An operation on a drive, however its path names it. */
export function onDrive(
  described: Described & { readonly answer: (call: Call, shelf: Shelf) => Answer | Promise<Answer> },
): readonly Operation[] {
  return SHELVES.map(({ path, personal, find }) => ({
    ...permissions(described),
    personal,
    path: `${path}${described.below}`,
    answer: (call) => {
      const shelf = find(call);
      requireAccess(call, shelf.drive, undefined, described.access);
      return described.answer(call, shelf);
    },
  }));
}

/** An operation on an item that is there, however its path names it. Throws 404. */
export function onItem(
  described: Described & { readonly answer: (call: Call, item: Item) => Answer | Promise<Answer> },
): readonly Operation[] {
  return onPlace({
    ...described,
    answer: (call, { drive, context, entry }) => {
      if (entry === undefined) throw new GraphError('fileNotFound');
      return described.answer(call, { drive, context, entry });
    },
  });
}

/** An operation on an item that is there or shall be made. */
export function onPlace(
  described: Described & { readonly answer: (call: Call, place: Place) => Answer | Promise<Answer> },
): readonly Operation[] {
  return SHELVES.flatMap((shelf) =>
    ITEMS.map((item) => ({
      ...permissions(described),
      personal: shelf.personal,
      path: `${shelf.path}${described.below === '' ? item.path : `${item.below}${described.below}`}`,
      answer: (call) => {
        const { drive, context } = shelf.find(call);
        const found = item.find(call, drive);
        requireAccess(call, drive, found.entry ?? found.wanted?.start, described.reach ?? described.access);
        return described.answer(call, { drive, context, ...found });
      },
    })),
  );
}

function placeAt(drive: Drive, start: DriveEntry | undefined, path: string): Pick<Place, 'entry' | 'wanted'> {
  return start === undefined
    ? { entry: undefined, wanted: undefined }
    : { entry: drive.at(path, start), wanted: { start, path } };
}

function permissions({ method, access }: Described): Omit<Operation, 'path' | 'personal' | 'answer'> {
  return {
    method,
    workload: 'drive',
    scopes: access === 'read' ? READ : WRITE,
    roles: access === 'read' ? READ_ROLES : WRITE_ROLES,
  };
}
