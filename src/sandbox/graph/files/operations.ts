import type { Operation } from '../operation.js';
import { owned } from '../operation.js';
import { COPYING } from './copying.js';
import { FILE_DETAILS, drivesAnswer } from './file-details.js';
import { FINDING } from './finding.js';
import { READING } from './reading.js';
import { SHARED_WITH_ME } from './shared-with-me.js';
import { SHARE_LINKS } from './share-links.js';
import { SPECIAL_FOLDERS } from './special-folders.js';
import { UPLOADING } from './uploading.js';
import { WRITING } from './writing.js';

/** Drives, their items and the items' bytes. */
export const FILE_OPERATIONS: readonly Operation[] = [
  ...READING,
  ...WRITING,
  ...UPLOADING,
  ...FINDING,
  ...SPECIAL_FOLDERS,
  ...SHARE_LINKS,
  ...SHARED_WITH_ME,
  ...COPYING,
  ...FILE_DETAILS,
  ...owned({
    method: 'GET',
    path: '/drives',
    workload: 'drive',
    personal: true,
    scopes: ['Files.Read', 'Files.ReadWrite', 'Files.Read.All', 'Files.ReadWrite.All', 'Sites.Read.All', 'User.Read'],
    roles: ['Files.Read.All', 'Files.ReadWrite.All', 'Sites.Read.All', 'Sites.ReadWrite.All'],
    answer: (call, owner) => drivesAnswer({ drive: call.world.drives.of(owner), context: 'drives' }),
  }),
];
