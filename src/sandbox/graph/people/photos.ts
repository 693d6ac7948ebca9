import type { User } from '../../directory/types.js';
import { GraphError } from '../errors.js';
import type { Answer, Call, Operation } from '../operation.js';
import { owned, parameter } from '../operation.js';
import type { Photo } from './photo.js';
import { photoBytes, photoDescription, photoOf, requireSize, seededPhoto } from './photo.js';

const READ_ALL = ['User.Read.All', 'User.ReadWrite.All', 'Directory.Read.All', 'Directory.ReadWrite.All'];
const READ = [
  'User.Read',
  'User.ReadWrite',
  'User.ReadBasic.All',
  'ProfilePhoto.Read.All',
  'ProfilePhoto.ReadWrite.All',
  ...READ_ALL,
];
const WRITE = ['User.ReadWrite', 'User.ReadWrite.All', 'ProfilePhoto.ReadWrite.All'];
const COMMON = { workload: 'directory', personal: false } as const;
const READING = { ...COMMON, method: 'GET', scopes: READ, roles: READ_ALL } as const;
const WRITING = { ...COMMON, method: 'PUT', path: '/photo/$value', scopes: WRITE, roles: WRITE.slice(1) } as const;
/** https://learn.microsoft.com/graph/api/profilephoto-update */
const MAX_BYTES = 4 * 1024 * 1024;

/** Photos of users. */
export const PHOTO_OPERATIONS: readonly Operation[] = [
  ...owned({
    ...READING,
    path: '/photo',
    answer: (call, user) => photoDescription(photo(call, user), `users('${user.id}')/photo`),
  }),
  ...owned({ ...READING, path: '/photo/$value', answer: (call, user) => photoBytes(photo(call, user)) }),
  ...owned({
    ...READING,
    path: '/photos/{size}',
    answer: (call, user) => photoDescription(sized(call, user), `users('${user.id}')/photos`),
  }),
  ...owned({ ...READING, path: '/photos/{size}/$value', answer: (call, user) => photoBytes(sized(call, user)) }),
  ...owned({ ...WRITING, answer: replace }),
];

function photo({ world }: Call, user: User): Photo {
  const { photo: seeded } = world.people.profile(user);
  const uploaded = world.people.photo(user);
  if (uploaded !== undefined) return uploaded;
  if (seeded === undefined) throw new GraphError('imageNotFound');
  return seededPhoto(seeded);
}

/** Uploaded photos go out as they came in, whatever the size asked for. */
function sized(call: Call, user: User): Photo {
  const size = parameter(call, 'size');
  const uploaded = call.world.people.photo(user);
  const { photo: seeded } = call.world.people.profile(user);
  if (uploaded === undefined && seeded !== undefined) return seededPhoto(seeded, size);
  const own = photo(call, user);
  requireSize(own, size);
  return own;
}

function replace({ world, caller, body }: Call, user: User): Answer {
  if (caller.user !== undefined && caller.user.id !== user.id) throw new GraphError('privileges');
  if (body.length > MAX_BYTES) throw new GraphError('tooLarge', 'The photo must not be larger than 4 MB.');
  world.people.setPhoto(user, photoOf(body));
  return { kind: 'bytes', bytes: Buffer.alloc(0), headers: {} };
}
