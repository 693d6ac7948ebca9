import { GraphError } from '../errors.js';
import type { Place } from './addresses.js';
import type { ConflictBehavior } from './drive.js';
import type { Author, DriveEntry } from './drive-entry.js';

/**
 * Writes a file at a place: a new one, with the folders that lead to it, or new bytes of the one that is there.
 * Throws 404 for an id nothing has, 400 for a folder, 409 where the name is taken and `behavior` is to fail, 507.
 */
export function put(
  { drive, entry, wanted }: Pick<Place, 'drive' | 'entry' | 'wanted'>,
  bytes: Buffer,
  behavior: ConflictBehavior,
  by: Author,
): { readonly entry: DriveEntry; readonly made: boolean } {
  const renamed = wanted !== undefined && behavior === 'rename';
  if (entry !== undefined && !renamed) {
    if (entry.bytes === undefined) {
      if (wanted !== undefined) throw new GraphError('nameTaken');
      throw new GraphError('invalidRequest', 'A folder has no content that could be written.');
    }
    if (wanted !== undefined && behavior === 'fail') throw new GraphError('nameTaken');
    return { entry: drive.write(entry, bytes, by), made: false };
  }
  if (wanted === undefined) throw new GraphError('fileNotFound');
  const cut = wanted.path.lastIndexOf('/');
  const parent = drive.folderAt(wanted.path.slice(0, Math.max(cut, 0)), wanted.start, by);
  return { entry: drive.add(parent, wanted.path.slice(cut + 1), bytes, by, behavior), made: true };
}
