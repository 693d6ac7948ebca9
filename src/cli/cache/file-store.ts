import { chmod, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
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
      if (/^(?:ENOENT|ENOTDIR)$/.test(systemCode(error) ?? '')) return undefined;
      throw error;
    }
  }

  async save(content: string): Promise<void> {
    await replaceFile(this.place, content);
    // What a process left that was killed in the middle of writing: nobody else writes now.
    await this.removeBeside(/\.new$/);
  }

  /** With what was set aside, which holds tokens as well. */
  async remove(): Promise<void> {
    await rm(this.place, { force: true });
    await this.removeBeside(/\.new$|\.damaged-\d+$/);
  }

  async setAside(): Promise<string> {
    const aside = `${this.place}.damaged-${Date.now()}`;
    await rename(this.place, aside);
    return aside;
  }

  private async removeBeside(ending: RegExp): Promise<void> {
    const folder = dirname(this.place);
    const names = await readdir(folder).catch(() => []);
    const left = names.filter((name) => name.startsWith(`${basename(this.place)}.`) && ending.test(name));
    await Promise.all(left.map((name) => rm(join(folder, name), { force: true })));
  }
}
