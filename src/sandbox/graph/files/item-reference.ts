import { z } from 'zod';
import { GraphError } from '../errors.js';
import type { Call } from '../operation.js';
import { requireAccess } from './access.js';
import type { Drive } from './drive.js';
import type { DriveEntry } from './drive-entry.js';

/** microsoft.graph.itemReference as requests send it: a drive, and a folder in it by id or path. */
export const referenceShape = z.object({
  driveId: z.string().optional(),
  id: z.string().optional(),
  path: z.string().optional(),
});

/** `/drive/root:/Documents`, `/drives/{id}/root:/Documents`, `/drive/root`. */
const PATH = /^(?:\/me)?\/drives?(?:\/[^/]+)?\/root(?::(\/.*?))?:?$/i;

/** The folder a reference means. Throws 404 where there is none, 400 for a reference that names none. */
export function parentNamed(
  call: Call,
  own: Drive,
  { driveId, id, path }: z.infer<typeof referenceShape>,
): { readonly drive: Drive; readonly entry: DriveEntry } {
  const drive =
    driveId === undefined
      ? own
      : call.world.drives.in(call.caller.tenant.id).find((each) => each.id.toLowerCase() === driveId.toLowerCase());
  if (drive === undefined) throw new GraphError('driveUnknown');
  const entry = id === undefined ? atPath(drive, path) : drive.byId(id);
  requireAccess(call, drive, entry, 'write');
  if (entry === undefined) throw new GraphError('fileNotFound');
  return { drive, entry };
}

function atPath(drive: Drive, path: string | undefined): DriveEntry | undefined {
  if (path === undefined) return drive.root;
  const found = PATH.exec(path);
  if (found === null) throw new GraphError('invalidRequest', 'The parentReference has a path that names no folder.');
  return drive.at(decoded(found[1] ?? ''));
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
