import type { GraphObject } from '../odata/schema.js';

/** Who did something, as `createdBy` and `lastModifiedBy` tell it. */
export interface Author {
  readonly identity: GraphObject;
  /** Moment (ms). */
  readonly at: number;
}

/** An earlier or the present state of a file's bytes. */
export interface Version {
  /** `1.0`, `2.0` … */
  readonly id: string;
  readonly size: number;
  readonly by: Author;
}

/** A file or folder of a drive; replaced as a whole with each change. */
export interface DriveEntry {
  readonly id: string;
  /** A GUID; part of entity tags and download addresses. */
  readonly uniqueId: string;
  /** Its place in the order of making; the id of its list item in a library. */
  readonly number: number;
  readonly name: string;
  /** Undefined for the root. */
  readonly parentId: string | undefined;
  readonly created: Author;
  readonly modified: Author;
  readonly description: string | undefined;
  /** What the client's own file system says, where it said so. */
  readonly fileSystemInfo: GraphObject | undefined;
  /** A file's bytes; undefined for folders. */
  readonly bytes: Buffer | undefined;
  /** Grows with every change. */
  readonly revision: number;
  /** Grows with every change of the bytes, in a folder of anything within. */
  readonly contentRevision: number;
  /** A file's, the oldest first, the present one last. */
  readonly versions: readonly Version[];
}

/** The entity tag of an entry, as its `eTag` property and its ETag header say it. */
export function entityTag({ uniqueId, revision }: DriveEntry): string {
  return `"{${uniqueId}},${revision}"`;
}

/** The tag of its content alone, its `cTag`. */
export function contentTag({ uniqueId, contentRevision }: DriveEntry): string {
  return `"c:{${uniqueId}},${contentRevision}"`;
}
