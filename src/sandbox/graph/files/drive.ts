import type { Changes } from '../changes.js';
import { documentBytes } from '../documents.js';
import { GraphError } from '../errors.js';
import type { Author, DriveEntry } from './drive-entry.js';
import type { DriveHome } from './drive-home.js';
import { guidOf, sha } from './drive-home.js';
import { DriveTree, segments } from './drive-tree.js';
import { freeName, itemName } from './item-name.js';
import type { Storage } from './storage.js';

export interface DriveFileSeed {
  readonly path: string;
  readonly document: string;
  readonly moment: number;
}

/** What happens where a name is taken already. */
export type ConflictBehavior = 'fail' | 'replace' | 'rename';

const DAY = 86_400_000;
/** Deleted things that are told with their names; older ones by id only. */
const REMEMBERED = 10_000;
/** As many as SharePoint keeps of a file. */
const VERSIONS = 500;

/** A OneDrive or a document library: files and folders, and every change of them. */
export class Drive extends DriveTree {
  private readonly removed = new Map<string, DriveEntry>();
  private made = 0;

  constructor(
    readonly home: DriveHome,
    files: readonly DriveFileSeed[],
    now: number,
    private readonly changes: Changes,
    private readonly storage: Storage,
  ) {
    super();
    const by = (at: number): Author => ({ identity: home.owner, at });
    this.seed(this.entry('', undefined, 'root', undefined, by(now - 90 * DAY)));
    for (const { path, document, moment } of files) {
      const parts = path.split('/').slice(1);
      const name = parts.pop() ?? '';
      const parent = parts.reduce((above, folder, index) => {
        const own = `/${parts.slice(0, index + 1).join('/')}`;
        return this.child(above, folder) ?? this.seed(this.entry(own, above.id, folder, undefined, by(now - 90 * DAY)));
      }, this.root);
      this.seed(this.entry(path, parent.id, name, documentBytes(document), by(moment)));
    }
  }

  get id(): string {
    return this.home.id;
  }

  /** Its name in `Changes`. */
  get tracked(): string {
    return `drive ${this.id}`;
  }

  /** What was deleted under that id. */
  gone(id: string): DriveEntry | undefined {
    return this.removed.get(id.toLowerCase());
  }

  /** The folder at a path below `start`, made where it is missing. Throws 409 where a file is in the way. */
  folderAt(path: string, start: DriveEntry, by: Author): DriveEntry {
    return segments(path).reduce((above, name) => {
      const found = this.child(above, name);
      if (found?.bytes !== undefined) throw new GraphError('nameTaken');
      return found ?? this.add(above, name, undefined, by);
    }, start);
  }

  /** A new file or folder under a name that is free, or becomes so as `behavior` says. Throws 400, 409, 507. */
  add(
    parent: DriveEntry,
    written: string,
    bytes: Buffer | undefined,
    by: Author,
    behavior: ConflictBehavior = 'fail',
  ): DriveEntry {
    if (parent.bytes !== undefined) throw new GraphError('invalidRequest', 'A file cannot hold other items.');
    const wanted = itemName(written);
    // Room first: what would be replaced is not lost where there is none.
    this.storage.take(bytes?.length ?? 0);
    let name: string;
    try {
      name = this.settle(parent, wanted, behavior);
    } catch (error) {
      this.storage.giveBack(bytes?.length ?? 0);
      throw error;
    }
    const entry = this.keep(this.entry(`#${this.made}`, parent.id, name, bytes, by));
    this.tell(entry, by);
    return entry;
  }

  /** New bytes of a file. Throws 507. */
  write(entry: DriveEntry, bytes: Buffer, by: Author): DriveEntry {
    this.storage.resize(entry.bytes?.length ?? 0, bytes.length);
    const written = this.keep({
      ...entry,
      bytes,
      modified: by,
      revision: entry.revision + 1,
      contentRevision: entry.contentRevision + 1,
      versions: [...entry.versions, version(nextOf(entry), bytes, by)].slice(-VERSIONS),
    });
    this.tell(written, by);
    return written;
  }

  /** Another name, place or description. Throws 400, 409. */
  change(
    entry: DriveEntry,
    wish: Partial<Pick<DriveEntry, 'name' | 'parentId' | 'description' | 'fileSystemInfo'>>,
    by: Author,
    behavior: ConflictBehavior = 'fail',
  ): DriveEntry {
    const parent = wish.parentId === undefined ? this.parent(entry) : this.byId(wish.parentId);
    if (parent === undefined) throw new GraphError('invalidRequest', 'The root folder cannot be changed.');
    if (parent.bytes !== undefined) throw new GraphError('invalidRequest', 'A file cannot hold other items.');
    if (this.lineage(parent).some(({ id }) => id === entry.id))
      throw new GraphError('invalidRequest', 'A folder cannot be moved into itself.');
    const name = this.settle(parent, itemName(wish.name ?? entry.name), behavior, entry);
    const before = this.parent(entry);
    this.unname(entry);
    const changed = this.keep({
      ...entry,
      ...wish,
      name,
      parentId: parent.id,
      modified: by,
      revision: entry.revision + 1,
    });
    if (before !== undefined && before.id !== parent.id) this.tellFolders(before.id, by);
    this.tell(changed, by);
    return changed;
  }

  /** Deletes an entry with everything below it. Throws 400 for the root. */
  remove(entry: DriveEntry, by: Author): void {
    const parent = this.parent(entry);
    if (parent === undefined) throw new GraphError('invalidRequest', 'The root folder cannot be deleted.');
    const all = this.within(entry);
    this.unname(entry);
    this.tellFolders(parent.id, by);
    for (const each of all) {
      this.drop(each);
      this.removed.set(each.id.toLowerCase(), { ...each, bytes: each.bytes && Buffer.alloc(0) });
      this.storage.giveBack(each.bytes?.length ?? 0);
      this.changes.note(this.tracked, { id: each.id, removed: true });
    }
    for (const id of [...this.removed.keys()].slice(0, -REMEMBERED)) this.removed.delete(id);
  }

  private settle(parent: DriveEntry, name: string, behavior: ConflictBehavior, but?: DriveEntry): string {
    const there = this.child(parent, name);
    if (there === undefined || there.id === but?.id) return name;
    if (behavior === 'rename') return freeName(name, (tried) => this.child(parent, tried) !== undefined);
    // A folder is never replaced: what lies in it would be lost.
    if (behavior === 'fail' || there.bytes === undefined) throw new GraphError('nameTaken');
    this.remove(there, but?.modified ?? there.modified);
    return name;
  }

  private seed(entry: DriveEntry): DriveEntry {
    this.storage.take(entry.bytes?.length ?? 0);
    return this.keep(entry);
  }

  /** Notes a change, after those of the folders it lies in: delta tells parents first. */
  private tell(entry: DriveEntry, by: Author): void {
    if (entry.parentId !== undefined) this.tellFolders(entry.parentId, by);
    this.changes.note(this.tracked, { id: entry.id, removed: false });
  }

  private tellFolders(folderId: string, by: Author): void {
    const folder = this.byId(folderId);
    if (folder === undefined) return;
    for (const each of this.lineage(folder).toReversed()) {
      this.keep({
        ...each,
        contentRevision: each.contentRevision + 1,
        ...(each.id === folder.id && { modified: by }),
      });
      this.changes.note(this.tracked, { id: each.id, removed: false });
    }
  }

  private entry(
    origin: string,
    parentId: string | undefined,
    name: string,
    bytes: Buffer | undefined,
    by: Author,
  ): DriveEntry {
    this.made += 1;
    const digest = sha(this.home.key, 'item', origin);
    return {
      id: this.home.tenant.personal
        ? `${this.id.toUpperCase()}!${Number.parseInt(digest.toString('hex').slice(0, 12), 16)}`
        : `01${base32(digest)}`,
      uniqueId: guidOf(digest),
      number: this.made,
      name,
      parentId,
      created: by,
      modified: by,
      description: undefined,
      fileSystemInfo: undefined,
      bytes,
      revision: 1,
      contentRevision: 1,
      versions: bytes === undefined ? [] : [version(1, bytes, by)],
    };
  }
}

function version(number: number, bytes: Buffer, by: Author): DriveEntry['versions'][number] {
  return { id: `${number}.0`, size: bytes.length, by };
}

function nextOf({ versions }: DriveEntry): number {
  return Number.parseInt(versions.at(-1)?.id ?? '0', 10) + 1;
}

/** RFC 4648 section 6, the first 32 characters. */
function base32(bytes: Buffer): string {
  return [...bytes].map((byte) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'[byte % 32]).join('');
}
