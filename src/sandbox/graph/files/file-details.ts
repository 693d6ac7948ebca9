import { DRIVE } from '../odata/dialect.js';
import type { EntityType, GraphObject } from '../odata/schema.js';
import { complex, dateTime, number, text } from '../odata/schema.js';
import type { Answer, Call, Operation } from '../operation.js';
import type { Item, Shelf } from './addresses.js';
import { onItem } from './addresses.js';
import { DRIVE_TYPE } from './drive-type.js';
import { imageSize } from './image-size.js';
import { authorship, driveObject } from './item.js';

const picture = complex({ height: number, width: number, url: text });
const THUMBNAILS_TYPE: EntityType = {
  name: 'microsoft.graph.thumbnailSet',
  members: { id: text, small: picture, medium: picture, large: picture },
};
const VERSION_TYPE: EntityType = {
  name: 'microsoft.graph.driveItemVersion',
  members: {
    id: text,
    lastModifiedDateTime: dateTime,
    lastModifiedBy: complex({ user: complex({ id: text }) }),
    size: number,
  },
};
const PAGE = { standard: 200, max: 1000 };

/** The pictures and the history of files. */
export const FILE_DETAILS: readonly Operation[] = [
  ...onItem({ method: 'GET', below: '/thumbnails', access: 'read', answer: thumbnails }),
  ...onItem({ method: 'GET', below: '/versions', access: 'read', answer: versions }),
];

/** A user's drives, of which there is one. */
export function drivesAnswer({ drive }: Shelf): Answer {
  return {
    kind: 'collection',
    collection: { type: DRIVE_TYPE, dialect: DRIVE, context: 'drives', items: [driveObject(drive)], page: PAGE },
  };
}

/** Of images: the image itself in all sizes, with its true measures. */
function thumbnails(call: Call, item: Item): Answer {
  const { drive, entry } = item;
  const size = entry.bytes && imageSize(entry.bytes);
  const image = size && { ...size, url: call.world.downloads.address(call.origin, drive, entry) };
  const items = image === undefined ? [] : [{ id: '0', large: image, medium: image, small: image }];
  return listed(item, 'thumbnails', THUMBNAILS_TYPE, items);
}

/** The newest first. */
function versions(_call: Call, item: Item): Answer {
  const items = item.entry.versions.map(({ id, size, by }) => ({ id, ...authorship(by), size })).toReversed();
  return listed(item, 'versions', VERSION_TYPE, items);
}

function listed({ context, entry }: Item, below: string, type: EntityType, items: readonly GraphObject[]): Answer {
  return {
    kind: 'collection',
    collection: {
      type,
      dialect: DRIVE,
      context: `${context}/items('${encodeURIComponent(entry.id)}')/${below}`,
      items,
      page: PAGE,
    },
  };
}
