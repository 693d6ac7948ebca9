import { GraphError } from '../errors.js';
import type { Call } from '../operation.js';
import type { Drive } from './drive.js';
import type { DriveEntry } from './drive-entry.js';

/** What a caller wants to do with an item. */
export type Access = 'read' | 'write';

/** Throws 403 unless the caller's own drive, their sites or what was shared with them allows it. */
export function requireAccess(call: Call, drive: Drive, entry: DriveEntry | undefined, access: Access): void {
  if (reaches(call, drive)) return;
  if (entry === undefined || !isShared(call, drive, entry, access)) throw new GraphError('filesDenied');
}

/** Whether everything in the drive is the caller's to see. */
export function reaches({ caller }: Pick<Call, 'caller'>, { home }: Drive): boolean {
  if (home.tenant.id !== caller.tenant.id) return false;
  if (caller.user === undefined) return true;
  return home.ownerId === undefined ? !caller.user.guest : home.ownerId === caller.user.id;
}

/** Whether the item, or a folder it lies in, was shared with the caller; scopes for one's own files do not reach it. */
export function isShared({ caller, world }: Call, drive: Drive, entry: DriveEntry, access: Access): boolean {
  const { user, scopes } = caller;
  if (user === undefined || ![...scopes].some((scope) => scope.endsWith('.all'))) return false;
  return drive
    .lineage(entry)
    .flatMap(({ id }) => world.sharing.of(drive, id))
    .some(
      (grant) =>
        (access === 'read' || grant.role === 'write') &&
        (grant.kind === 'user' ? grant.userId === user.id : grant.openedBy.has(user.id)),
    );
}
