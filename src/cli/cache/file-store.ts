import { chmod, readFile, rename, rm, stat } from 'node:fs/promises';
import { systemCode } from '../system-error.js';
import { replaceFile } from './replace-file.js';
import type { TokenStore } from './token-store.js';

/** Tokens in a file only its owner can read. */
export class FileStore implements TokenStore {
  readonly secure = false;

  constructor(readonly place: string) {}

  async load(): Promise<string | undefined> {
    try {
      // Somebody may have widened it.
      const { mode } = await stat(this.place);
      if (process.platform !== 'win32' && (mode & 0o077) !== 0) await chmod(this.place, 0o600);
      return await readFile(this.place, 'utf8');
    } catch (error) {
      if (systemCode(error) === 'ENOENT') return undefined;
      throw error;
    }
  }

  save(content: string): Promise<void> {
    return replaceFile(this.place, content);
  }

  remove(): Promise<void> {
    return rm(this.place, { force: true });
  }

  async setAside(): Promise<string> {
    const aside = `${this.place}.damaged-${Date.now()}`;
    await rename(this.place, aside);
    return aside;
  }
}
