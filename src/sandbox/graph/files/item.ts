import { createHash } from 'node:crypto';
import { mediaType } from '../documents.js';
import { isoSeconds } from '../moment.js';
import type { GraphObject } from '../odata/schema.js';
import type { Drive } from './drive.js';
import type { Author, DriveEntry } from './drive-entry.js';
import { contentTag, entityTag } from './drive-entry.js';

/** microsoft.graph.driveItem of an entry; `downloadUrl` for files only. */
export function itemObject(drive: Drive, entry: DriveEntry, downloadUrl: string | undefined): GraphObject {
  const [created, modified] = [isoSeconds(entry.created.at), isoSeconds(entry.modified.at)];
  return {
    ...(downloadUrl !== undefined && { '@microsoft.graph.downloadUrl': downloadUrl }),
    id: entry.id,
    name: entry.name,
    ...(entry.description !== undefined && { description: entry.description }),
    eTag: entityTag(entry),
    cTag: contentTag(entry),
    size: drive.sizeOf(entry),
    webUrl: webUrl(drive, entry),
    createdDateTime: created,
    lastModifiedDateTime: modified,
    createdBy: entry.created.identity,
    lastModifiedBy: entry.modified.identity,
    parentReference: parentReference(drive, entry),
    fileSystemInfo: { createdDateTime: created, lastModifiedDateTime: modified, ...entry.fileSystemInfo },
    ...kindOf(drive, entry),
    ...(entry.parentId === undefined && { root: {} }),
  };
}

/** What is told of an item that was deleted. */
export function goneObject(drive: Drive, entry: DriveEntry): GraphObject {
  return {
    id: entry.id,
    name: entry.name,
    size: 0,
    parentReference: { driveId: drive.id, driveType: drive.home.driveType, id: entry.parentId },
    ...(entry.bytes === undefined ? { folder: {} } : { file: {} }),
    deleted: { state: 'deleted' },
  };
}

/** microsoft.graph.drive. */
export function driveObject(drive: Drive): GraphObject {
  const { home, root } = drive;
  const [total, used] = [1_099_511_627_776, drive.sizeOf(root)];
  return {
    id: drive.id,
    name: home.name,
    description: '',
    driveType: home.driveType,
    createdDateTime: isoSeconds(root.created.at),
    lastModifiedDateTime: isoSeconds(root.modified.at),
    webUrl: home.webUrl,
    createdBy: home.owner,
    lastModifiedBy: home.owner,
    owner: home.owner,
    quota: { deleted: 0, remaining: total - used, state: 'normal', total, used },
  };
}

/** Where an item lies. */
export function parentReference(drive: Drive, entry: DriveEntry): GraphObject {
  const common = { driveId: drive.id, driveType: drive.home.driveType };
  const above = drive.parent(entry);
  if (above === undefined) return common;
  return {
    ...common,
    id: above.id,
    name: above.name,
    path: `/drives/${drive.id}/root:${encodedPath(drive, above)}`,
  };
}

/** The headers a file's bytes go out with. */
export function fileHeaders(entry: DriveEntry): Readonly<Record<string, string>> {
  return {
    'content-type': mediaType(entry.name),
    etag: entityTag(entry),
    'last-modified': new Date(isoSeconds(entry.modified.at)).toUTCString(),
    'accept-ranges': 'bytes',
    'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(entry.name).replaceAll("'", '%27')}`,
    'x-content-type-options': 'nosniff',
  };
}

/** Who did it and when, as a member of a resource. */
export function authorship({ identity, at }: Author): GraphObject {
  return { lastModifiedDateTime: isoSeconds(at), lastModifiedBy: identity };
}

export function webUrl(drive: Drive, entry: DriveEntry): string {
  return `${drive.home.webUrl}${encodedPath(drive, entry)}`;
}

function kindOf(drive: Drive, entry: DriveEntry): GraphObject {
  const { bytes } = entry;
  if (bytes === undefined) return { folder: { childCount: drive.children(entry).length } };
  return {
    file: {
      mimeType: mediaType(entry.name),
      hashes: { sha256Hash: hashOf(bytes) },
    },
  };
}

const hashes = new WeakMap<Buffer, string>();

/** Kept, as a listing asks for the hashes of all its files. */
function hashOf(bytes: Buffer): string {
  const hash = hashes.get(bytes) ?? createHash('sha256').update(bytes).digest('hex').toUpperCase();
  hashes.set(bytes, hash);
  return hash;
}

function encodedPath(drive: Drive, entry: DriveEntry): string {
  return drive.pathOf(entry).split('/').map(encodeURIComponent).join('/');
}
