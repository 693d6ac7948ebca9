import type { EntityType } from '../odata/schema.js';
import { complex, dateTime, number, text } from '../odata/schema.js';

const identity = complex({ user: complex({ email: text, id: text, displayName: text }) });

export const DRIVE_TYPE: EntityType = {
  name: 'microsoft.graph.drive',
  members: {
    id: text,
    name: text,
    description: text,
    driveType: text,
    createdDateTime: dateTime,
    lastModifiedDateTime: dateTime,
    webUrl: text,
    createdBy: identity,
    lastModifiedBy: identity,
    owner: identity,
    quota: complex({ deleted: number, remaining: number, state: text, total: number, used: number }),
  },
};

/** microsoft.graph.driveItem without its relations. */
export const ITEM_TYPE: EntityType = {
  name: 'microsoft.graph.driveItem',
  members: {
    id: text,
    name: text,
    description: text,
    eTag: text,
    cTag: text,
    size: number,
    webUrl: text,
    createdDateTime: dateTime,
    lastModifiedDateTime: dateTime,
    createdBy: identity,
    lastModifiedBy: identity,
    parentReference: complex({ driveId: text, driveType: text, id: text, name: text, path: text }),
    fileSystemInfo: complex({ createdDateTime: dateTime, lastModifiedDateTime: dateTime }),
    file: complex({ mimeType: text, hashes: complex({ sha256Hash: text }) }),
    folder: complex({ childCount: number }),
    root: complex({}),
    shared: complex({ scope: text }),
    sharepointIds: complex({ listItemUniqueId: text }),
    deleted: complex({ state: text }),
    specialFolder: complex({ name: text }),
    searchResult: complex({ onClickTelemetryUrl: text }),
    remoteItem: complex({ id: text, name: text }),
  },
};
