import { randomBytes } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Puts a file of its owner's alone in place of another, whole or not at all: whoever reads it, even after a crash in
 * the middle, finds the old content or the new (rename(2)).
 */
export async function replaceFile(path: string, content: string): Promise<void> {
  const fresh = `${path}.${process.pid}-${randomBytes(4).toString('hex')}.new`;
  try {
    const file = await open(fresh, 'wx', 0o600);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(fresh, path);
  } catch (error) {
    await rm(fresh, { force: true });
    throw error;
  }
  await syncFolder(dirname(path));
}

/** The name has to reach the disk as well; some systems cannot open folders. */
async function syncFolder(path: string): Promise<void> {
  try {
    const folder = await open(path, 'r');
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  } catch {
    // The file itself is safe.
  }
}
