import { z } from 'zod';
import { GraphError } from '../errors.js';
import { bodyOf, jsonBody } from '../json-body.js';
import type { Answer, Call, Operation } from '../operation.js';
import { requireAccess } from './access.js';
import type { Item } from './addresses.js';
import { onItem } from './addresses.js';
import { authorOf } from './author.js';
import { conflictBehavior } from './conflict-behavior.js';
import type { ConflictBehavior, Drive } from './drive.js';
import type { Author, DriveEntry } from './drive-entry.js';
import { parentNamed, referenceShape } from './item-reference.js';

const shape = z.object({ name: z.string().optional(), parentReference: referenceShape.optional() });

/** Copies of files and folders; how far one is, its monitor tells. */
export const COPYING: readonly Operation[] = onItem({
  method: 'POST',
  below: '/copy',
  access: 'write',
  reach: 'read',
  answer: copy,
});

/** https://learn.microsoft.com/graph/api/driveitem-copy: what goes wrong on the way, the monitor tells. */
function copy(call: Call, { drive, entry }: Item): Answer {
  const { name = entry.name, parentReference } = bodyOf(call, shape);
  const behavior = conflictBehavior(call, jsonBody(call)) ?? 'fail';
  const above = drive.parent(entry);
  if (above === undefined) throw new GraphError('invalidRequest', 'The root folder cannot be copied.');
  if (parentReference === undefined) requireAccess(call, drive, above, 'write');
  const target = parentReference === undefined ? { drive, entry: above } : parentNamed(call, drive, parentReference);
  const job = call.world.copies.run(() => {
    if (target.drive.lineage(target.entry).some(({ uniqueId }) => uniqueId === entry.uniqueId))
      throw new GraphError('invalidRequest', 'A folder cannot be copied into itself.');
    return copied(drive, entry, target.drive, target.entry, name, behavior, authorOf(call)).id;
  });
  return { kind: 'accepted', headers: { location: call.world.copies.address(call.origin, drive, job) } };
}

/** The copy of an entry with everything below it; the bytes themselves are shared until one of them changes. */
function copied(
  from: Drive,
  entry: DriveEntry,
  to: Drive,
  parent: DriveEntry,
  name: string,
  behavior: ConflictBehavior,
  by: Author,
): DriveEntry {
  const made = to.add(parent, name, entry.bytes, by, behavior);
  for (const child of from.children(entry)) copied(from, child, to, made, child.name, 'fail', by);
  return made;
}
