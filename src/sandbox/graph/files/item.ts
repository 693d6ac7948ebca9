import { createHash } from 'node:crypto';
import { mediaType } from '../documents.js';
import { isoSeconds } from '../moment.js';
import type { GraphObject } from '../odata/schema.js';
import type { Drive, DriveEntry } from './drive.js';
import { entityTag } from './drive.js';

/** microsoft.graph.driveItem of an entry; `downloadUrl` for files only. */
export function itemObject(drive: Drive, entry: DriveEntry, downloadUrl: string | undefined): GraphObject {
  const { bytes } = entry;
  const time = isoSeconds(entry.modified);
  const by = ownerIdentity(drive);
  return {
    ...(downloadUrl !== undefined && { '@microsoft.graph.downloadUrl': downloadUrl }),
    id: entry.id,
    name: entry.name,
    eTag: entityTag(entry),
    cTag: `"c:{${entry.uniqueId}},1"`,
    size: drive.sizeOf(entry),
    webUrl: webUrl(drive, entry.path),
    createdDateTime: time,
    lastModifiedDateTime: time,
    createdBy: by,
    lastModifiedBy: by,
    parentReference: parentReference(drive, entry),
    fileSystemInfo: { createdDateTime: time, lastModifiedDateTime: time },
    ...(bytes === undefined
      ? { folder: { childCount: drive.children(entry).length } }
      : {
          file: {
            mimeType: mediaType(entry.name),
            hashes: { sha256Hash: createHash('sha256').update(bytes).digest('hex').toUpperCase() },
          },
        }),
    ...(entry.parent === undefined && { root: {} }),
  };
}

/** microsoft.graph.drive. */
export function driveObject(drive: Drive): GraphObject {
  const by = ownerIdentity(drive);
  const time = isoSeconds(drive.root.modified);
  const [total, used] = [1_099_511_627_776, drive.sizeOf(drive.root)];
  return {
    id: drive.id,
    name: 'OneDrive',
    description: '',
    driveType: drive.tenant.personal ? 'personal' : 'business',
    createdDateTime: time,
    lastModifiedDateTime: time,
    webUrl: webUrl(drive, ''),
    createdBy: by,
    lastModifiedBy: by,
    owner: by,
    quota: { deleted: 0, remaining: total - used, state: 'normal', total, used },
  };
}

function parentReference(drive: Drive, { parent }: DriveEntry): GraphObject {
  const common = { driveId: drive.id, driveType: drive.tenant.personal ? 'personal' : 'business' };
  const above = parent === undefined ? undefined : drive.at(parent);
  if (above === undefined) return common;
  return {
    ...common,
    id: above.id,
    name: above.name,
    path: `/drives/${drive.id}/root:${above.path.split('/').map(encodeURIComponent).join('/')}`,
  };
}

function ownerIdentity({ owner }: Drive): GraphObject {
  return { user: { email: owner.mail, id: owner.id, displayName: owner.displayName } };
}

function webUrl({ owner, tenant }: Drive, path: string): string {
  const folder = owner.userPrincipalName.replaceAll(/[^a-z0-9]/gi, '_');
  return `https://${tenant.name}-my.sharepoint.com/personal/${folder}/Documents${path.split('/').map(encodeURIComponent).join('/')}`;
}
