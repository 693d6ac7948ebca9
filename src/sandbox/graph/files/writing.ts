import { z } from 'zod';
import { GraphError } from '../errors.js';
import { bodyOf, jsonBody } from '../json-body.js';
import type { Answer, Call, Operation } from '../operation.js';
import type { Item, Place } from './addresses.js';
import { onItem, onPlace } from './addresses.js';
import { authorOf } from './author.js';
import { conflictBehavior } from './conflict-behavior.js';
import { requireUnchanged } from './item-preconditions.js';
import { itemAnswer, madeAnswer } from './item-answers.js';
import { parentNamed, referenceShape } from './item-reference.js';
import { put } from './put.js';

const folderShape = z.looseObject({ name: z.string(), folder: z.looseObject({}) });
const moment = z.iso.datetime({ offset: true });
const changeShape = z.object({
  name: z.string().optional(),
  description: z.string().nullable().optional(),
  parentReference: referenceShape.optional(),
  fileSystemInfo: z.object({ createdDateTime: moment.optional(), lastModifiedDateTime: moment.optional() }).optional(),
});

/** Folders made, files written, items renamed, moved and deleted. */
export const WRITING: readonly Operation[] = [
  ...onItem({ method: 'POST', below: '/children', access: 'write', answer: makeFolder }),
  ...onPlace({ method: 'PUT', below: '/content', access: 'write', answer: upload }),
  ...onItem({ method: 'PATCH', below: '', access: 'write', answer: change }),
  ...onItem({ method: 'DELETE', below: '', access: 'write', answer: remove }),
];

function makeFolder(call: Call, { drive, context, entry }: Item): Answer {
  const { name } = bodyOf(call, folderShape);
  const behavior = conflictBehavior(call, jsonBody(call));
  const made = drive.add(entry, name, undefined, authorOf(call), behavior);
  return madeAnswer(call, { drive, context, entry: made });
}

function upload(call: Call, place: Place): Answer {
  const { drive, context, entry } = place;
  requireUnchanged(call, entry);
  const { entry: written, made } = put(place, call.body, conflictBehavior(call, {}) ?? 'replace', authorOf(call));
  return (made ? madeAnswer : itemAnswer)(call, { drive, context, entry: written });
}

function change(call: Call, { drive, context, entry }: Item): Answer {
  const wish = bodyOf(call, changeShape);
  requireUnchanged(call, entry);
  const parent = wish.parentReference === undefined ? undefined : parentNamed(call, drive, wish.parentReference);
  if (parent !== undefined && parent.drive !== drive)
    throw new GraphError('invalidRequest', 'Items cannot be moved to another drive; copy them there.');
  const changed = drive.change(
    entry,
    {
      ...(wish.name !== undefined && { name: wish.name }),
      ...(parent !== undefined && { parentId: parent.entry.id }),
      ...(wish.description !== undefined && { description: wish.description ?? undefined }),
      ...(wish.fileSystemInfo !== undefined && { fileSystemInfo: { ...entry.fileSystemInfo, ...wish.fileSystemInfo } }),
    },
    authorOf(call),
    conflictBehavior(call, jsonBody(call)),
  );
  return itemAnswer(call, { drive, context, entry: changed });
}

function remove(call: Call, { drive, entry }: Item): Answer {
  requireUnchanged(call, entry);
  drive.remove(entry, authorOf(call));
  return { kind: 'nothing' };
}
