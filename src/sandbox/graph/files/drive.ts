import { createHash } from 'node:crypto';
import type { Tenant, User } from '../../directory/types.js';
import { documentBytes, mediaType } from '../documents.js';
import { isoSeconds } from '../moment.js';

/** A file or folder of a drive. */
export interface DriveEntry {
  readonly id: string;
  /** A GUID; part of ETags and download addresses. */
  readonly uniqueId: string;
  /** From the root, `/Launch/Launch plan.md`; the root is ``. */
  readonly path: string;
  readonly name: string;
  /** Path of the parent; undefined for the root. */
  readonly parent: string | undefined;
  /** Moment of the last change (ms). */
  readonly modified: number;
  /** A file's bytes; undefined for folders. */
  readonly bytes: Buffer | undefined;
}

export interface DriveFileSeed {
  readonly path: string;
  readonly document: string;
  readonly moment: number;
}

/** One user's OneDrive. */
export class Drive {
  readonly id: string;
  readonly entries: readonly DriveEntry[];

  constructor(
    readonly owner: User,
    readonly tenant: Tenant,
    files: readonly DriveFileSeed[],
    now: number,
  ) {
    this.id = tenant.personal
      ? sha(owner.id).toString('hex').slice(0, 16)
      : `b!${sha(owner.id, 'drive').toString('base64url')}`;
    const folders = new Set(['', ...files.flatMap(({ path }) => parentsOf(path))]);
    this.entries = [
      ...[...folders].map((path) => this.entry(path, now - 90 * 86_400_000, undefined)),
      ...files.map(({ path, document, moment }) => this.entry(path, moment, documentBytes(document))),
    ];
  }

  get root(): DriveEntry {
    const root = this.at('');
    if (root === undefined) throw new Error('a drive always has a root');
    return root;
  }

  byId(id: string): DriveEntry | undefined {
    const wanted = id.toLowerCase();
    return wanted === 'root' ? this.root : this.entries.find((entry) => entry.id.toLowerCase() === wanted);
  }

  /** By path from the root, without regard to case as OneDrive does it. */
  at(path: string): DriveEntry | undefined {
    const wanted = path.normalize('NFC').replace(/\/$/, '').toLowerCase();
    return this.entries.find((entry) => entry.path.toLowerCase() === wanted);
  }

  /** By name. */
  children(folder: DriveEntry): readonly DriveEntry[] {
    return this.entries
      .filter(({ parent }) => parent === folder.path)
      .toSorted((one, other) => one.name.localeCompare(other.name, 'en'));
  }

  /** Bytes of a file, of everything within a folder. */
  sizeOf(entry: DriveEntry): number {
    return entry.bytes === undefined
      ? this.children(entry).reduce((sum, child) => sum + this.sizeOf(child), 0)
      : entry.bytes.length;
  }

  private entry(path: string, modified: number, bytes: Buffer | undefined): DriveEntry {
    const hex = sha(this.owner.id, 'item', path).toString('hex').toUpperCase();
    const cut = path.lastIndexOf('/');
    return {
      id: this.tenant.personal
        ? `${this.id.toUpperCase()}!${Number.parseInt(hex.slice(0, 6), 16)}`
        : `01${base32(sha(this.owner.id, 'item', path))}`,
      uniqueId: `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-A${hex.slice(17, 20)}-${hex.slice(20, 32)}`,
      path,
      name: path === '' ? 'root' : path.slice(cut + 1),
      parent: path === '' ? undefined : path.slice(0, cut),
      modified,
      bytes,
    };
  }
}

/** The entity tag of an entry, as its `eTag` property and its ETag header say it. */
export function entityTag({ uniqueId }: DriveEntry): string {
  return `"{${uniqueId}},1"`;
}

/** The headers a file's bytes go out with. */
export function fileHeaders(entry: DriveEntry): Readonly<Record<string, string>> {
  return {
    'content-type': mediaType(entry.name),
    etag: entityTag(entry),
    'last-modified': new Date(isoSeconds(entry.modified)).toUTCString(),
    'accept-ranges': 'bytes',
    'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(entry.name).replaceAll("'", '%27')}`,
    'x-content-type-options': 'nosniff',
  };
}

function parentsOf(path: string): readonly string[] {
  const parts = path.split('/').slice(1, -1);
  return parts.map((_, index) => `/${parts.slice(0, index + 1).join('/')}`);
}

function sha(...parts: readonly string[]): Buffer {
  return createHash('sha256').update(JSON.stringify(parts)).digest();
}

/** RFC 4648 section 6, the first 32 characters. */
function base32(bytes: Buffer): string {
  return [...bytes].map((byte) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'[byte % 32]).join('');
}
