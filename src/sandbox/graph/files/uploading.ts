import { z } from 'zod';
import { GraphError } from '../errors.js';
import { bodyOf } from '../json-body.js';
import type { Answer, Call, Operation } from '../operation.js';
import type { Place } from './addresses.js';
import { onPlace } from './addresses.js';
import { authorOf } from './author.js';
import { conflictBehavior } from './conflict-behavior.js';
import { entityTag } from './drive-entry.js';
import { requireUnchanged } from './item-preconditions.js';
import { itemName, nameKey } from './item-name.js';
import { sessionObject, uploadAddress } from './upload-address.js';

const shape = z.object({
  item: z
    .looseObject({
      name: z.string().optional(),
      description: z.string().nullable().optional(),
      fileSize: z.number().int().nonnegative().optional(),
      fileSystemInfo: z.record(z.string(), z.unknown()).optional(),
    })
    .optional(),
  deferCommit: z.boolean().optional(),
});

/** Sessions for files that are sent in slices. */
export const UPLOADING: readonly Operation[] = onPlace({
  method: 'POST',
  below: '/createUploadSession',
  access: 'write',
  answer: createSession,
});

/** https://learn.microsoft.com/graph/api/driveitem-createuploadsession. */
function createSession(call: Call, { drive, entry, wanted }: Place): Answer {
  const { item = {}, deferCommit = false } = call.body.length === 0 ? {} : bodyOf(call, shape);
  requireUnchanged(call, entry);
  if (entry === undefined && wanted === undefined) throw new GraphError('fileNotFound');
  if (entry !== undefined && entry.bytes === undefined)
    throw new GraphError(wanted === undefined ? 'invalidRequest' : 'nameTaken', 'A folder has no content to upload.');
  const last = wanted?.path.split('/').at(-1) ?? '';
  if (wanted !== undefined) wanted.path.split('/').forEach(itemName);
  if (wanted !== undefined && item.name !== undefined && nameKey(item.name) !== nameKey(last))
    throw new GraphError('invalidRequest', 'The name in the body is not the one in the address.');
  const behavior = conflictBehavior(call, item) ?? (wanted === undefined ? 'replace' : 'fail');
  if (entry !== undefined && wanted !== undefined && behavior === 'fail') throw new GraphError('nameTaken');
  if ((item.fileSize ?? 0) > call.world.storage.free) throw new GraphError('storageFull');

  const session = call.world.uploads.start({
    drive,
    itemId: wanted === undefined ? entry?.id : undefined,
    wanted: wanted && { startId: wanted.start.id, path: wanted.path },
    behavior,
    author: authorOf(call),
    properties: {
      ...(typeof item.description === 'string' && { description: item.description }),
      ...(item.fileSystemInfo !== undefined && { fileSystemInfo: item.fileSystemInfo }),
    },
    deferred: deferCommit,
    etag: call.header('if-match') === undefined || entry === undefined ? undefined : entityTag(entry),
  });
  return {
    kind: 'value',
    context: 'microsoft.graph.uploadSession',
    value: { uploadUrl: uploadAddress(call.origin, session), ...sessionObject(session) },
  };
}
