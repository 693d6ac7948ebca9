import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { User } from '../../directory/types.js';
import { GraphError } from '../errors.js';
import type { EntityType } from '../odata/schema.js';
import { number, text } from '../odata/schema.js';
import type { Answer, Call } from '../operation.js';

const PHOTO_TYPE: EntityType = {
  name: 'microsoft.graph.profilePhoto',
  members: { id: text, height: number, width: number },
};
/** Edge of every seeded photo, pixels. */
const EDGE = 240;

/** The photo's bytes; throws 404 for somebody without. */
export function photoBytes(call: Call, user: User): Answer {
  const { bytes, etag } = photoOf(call, user);
  return { kind: 'bytes', bytes, headers: { 'content-type': 'image/jpeg', etag, 'cache-control': 'private' } };
}

/** The photo's description; throws 404 for somebody without. */
export function photoMetadata(call: Call, user: User): Answer {
  const { etag } = photoOf(call, user);
  return {
    kind: 'entity',
    entity: {
      type: PHOTO_TYPE,
      context: `users('${user.id}')/photo`,
      item: {
        '@odata.mediaContentType': 'image/jpeg',
        '@odata.mediaEtag': etag,
        id: `${EDGE}x${EDGE}`,
        height: EDGE,
        width: EDGE,
      },
    },
  };
}

function photoOf({ world }: Call, user: User): { bytes: Buffer; etag: string } {
  const { photo } = world.people.profile(user);
  if (photo === undefined) throw new GraphError('imageNotFound');
  const bytes = readFileSync(new URL(`../seeds/photos/${photo}`, import.meta.url));
  return { bytes, etag: `"${createHash('sha256').update(bytes).digest('hex').toUpperCase().slice(0, 32)}"` };
}
