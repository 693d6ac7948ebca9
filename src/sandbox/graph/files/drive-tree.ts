import type { DriveEntry } from './drive-entry.js';
import { nameKey } from './item-name.js';

/** The files and folders of a drive by id, by name and by path. */
export class DriveTree {
  private readonly entries = new Map<string, DriveEntry>();
  /** Parent id -> name key -> id. */
  private readonly names = new Map<string, Map<string, string>>();

  get root(): DriveEntry {
    const [root] = this.entries.values();
    if (root === undefined) throw new Error('a drive always has a root');
    return root;
  }

  /** Everything there is, parents before what lies in them. */
  get all(): readonly DriveEntry[] {
    return this.within(this.root);
  }

  byId(id: string): DriveEntry | undefined {
    const wanted = id.toLowerCase();
    return wanted === 'root' ? this.root : this.entries.get(wanted);
  }

  /** By path from a folder, without regard to case as OneDrive does it; `` is the folder itself. */
  at(path: string, start = this.root): DriveEntry | undefined {
    return segments(path).reduce<DriveEntry | undefined>(
      (above, name) => (above === undefined ? undefined : this.child(above, name)),
      start,
    );
  }

  child(folder: DriveEntry, name: string): DriveEntry | undefined {
    const id = this.names.get(folder.id)?.get(nameKey(name));
    return id === undefined ? undefined : this.byId(id);
  }

  /** By name. */
  children(folder: DriveEntry): readonly DriveEntry[] {
    return [...(this.names.get(folder.id)?.values() ?? [])]
      .flatMap((id) => this.byId(id) ?? [])
      .toSorted((one, other) => one.name.localeCompare(other.name, 'en'));
  }

  /** The entry and everything below it. */
  within(entry: DriveEntry): readonly DriveEntry[] {
    return [entry, ...this.children(entry).flatMap((child) => this.within(child))];
  }

  parent(entry: DriveEntry): DriveEntry | undefined {
    return entry.parentId === undefined ? undefined : this.byId(entry.parentId);
  }

  /** The entry and the folders it lies in, the root last. */
  lineage(entry: DriveEntry): readonly DriveEntry[] {
    const parent = this.parent(entry);
    return [entry, ...(parent === undefined ? [] : this.lineage(parent))];
  }

  /** From the root, `/Launch/Launch plan.md`; the root is ``. */
  pathOf(entry: DriveEntry): string {
    const parent = this.parent(entry);
    return parent === undefined ? '' : `${this.pathOf(parent)}/${entry.name}`;
  }

  /** Bytes of a file, of everything within a folder. */
  sizeOf(entry: DriveEntry): number {
    return entry.bytes?.length ?? this.children(entry).reduce((sum, child) => sum + this.sizeOf(child), 0);
  }

  /** Puts an entry where its parent and name say. */
  protected keep(entry: DriveEntry): DriveEntry {
    this.entries.set(entry.id.toLowerCase(), entry);
    if (entry.parentId !== undefined) {
      const siblings = this.names.get(entry.parentId) ?? new Map<string, string>();
      this.names.set(entry.parentId, siblings.set(nameKey(entry.name), entry.id));
    }
    return entry;
  }

  /** Takes an entry from where its parent and name say. */
  protected unname(entry: DriveEntry): void {
    if (entry.parentId !== undefined) this.names.get(entry.parentId)?.delete(nameKey(entry.name));
  }

  /** Takes an entry out of the tree, and what lies in it out of reach. */
  protected drop(entry: DriveEntry): void {
    this.unname(entry);
    this.entries.delete(entry.id.toLowerCase());
    this.names.delete(entry.id);
  }
}

/** The names in a path. */
export function segments(path: string): readonly string[] {
  return path.split('/').filter((name) => name !== '');
}
