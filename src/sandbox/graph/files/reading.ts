import { GraphError } from '../errors.js';
import type { Answer, Call, Operation } from '../operation.js';
import type { Item, Shelf } from './addresses.js';
import { onDrive, onItem } from './addresses.js';
import { entityTag } from './drive-entry.js';
import { DRIVE_TYPE } from './drive-type.js';
import { driveObject } from './item.js';
import { itemAnswer, itemsOf } from './item-answers.js';
import { isKnownItem } from './item-preconditions.js';

/** Drives, items, what lies in folders, and where bytes can be had. */
export const READING: readonly Operation[] = [
  ...onDrive({ method: 'GET', below: '', access: 'read', answer: drive }),
  ...onItem({ method: 'GET', below: '', access: 'read', answer: item }),
  ...onItem({ method: 'GET', below: '/children', access: 'read', answer: children }),
  ...onItem({ method: 'GET', below: '/content', access: 'read', answer: content }),
];

function drive(_call: Call, shelf: Shelf): Answer {
  return { kind: 'entity', entity: { type: DRIVE_TYPE, context: 'drives', item: driveObject(shelf.drive) } };
}

function item(call: Call, found: Item): Answer {
  const { entry } = found;
  return isKnownItem(call, entry)
    ? { kind: 'unchanged', headers: { etag: entityTag(entry) } }
    : itemAnswer(call, found);
}

function children(call: Call, found: Item): Answer {
  const { drive: own, context, entry } = found;
  const below = entry.parentId === undefined ? 'root' : `items('${encodeURIComponent(entry.id)}')`;
  return { kind: 'collection', collection: itemsOf(call, found, `${context}/${below}/children`, own.children(entry)) };
}

function content(call: Call, { drive: own, entry }: Item): Answer {
  if (entry.bytes === undefined)
    throw new GraphError('invalidRequest', 'The content of a folder cannot be downloaded.');
  if (isKnownItem(call, entry)) return { kind: 'unchanged', headers: { etag: entityTag(entry) } };
  return { kind: 'redirect', location: call.world.downloads.address(call.origin, own, entry) };
}
