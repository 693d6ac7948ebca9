import type { ICachePlugin, TokenCacheContext } from '@azure/msal-node';
import { join } from 'node:path';
import { z } from 'zod';
import { systemCode } from '../system-error.js';
import type { Release } from './file-lock.js';
import { lockFile } from './file-lock.js';
import { notKept } from './state-folder.js';
import type { TokenStore } from './token-store.js';

const section = z.record(z.string(), z.record(z.string(), z.unknown())).optional();
/** MSAL's own format, as far as it must hold for MSAL to read it. */
const serialized = z.looseObject({
  Account: section,
  IdToken: section,
  AccessToken: section,
  RefreshToken: section,
  AppMetadata: section,
});

const READ_ONLY: readonly (string | undefined)[] = ['EROFS', 'EACCES', 'EPERM', 'ENOENT', 'ENOTDIR'];

/**
 * MSAL's cache between runs: read before each use, written after each change, held against other processes in between.
 * Content that makes no sense is set aside and counts as none.
 */
export class KeptTokens implements ICachePlugin {
  private release: Release | undefined;

  constructor(
    private readonly store: TokenStore,
    private readonly folder: string,
    private readonly tell: (text: string) => void,
  ) {}

  async beforeCacheAccess(context: TokenCacheContext): Promise<void> {
    this.release = await this.lock();
    try {
      context.tokenCache.deserialize(await this.content());
    } catch (error) {
      await this.unlock();
      throw error;
    }
  }

  async afterCacheAccess(context: TokenCacheContext): Promise<void> {
    try {
      if (context.cacheHasChanged) await this.store.save(context.tokenCache.serialize());
    } catch (error) {
      throw systemCode(error) === undefined ? error : notKept(this.folder, error);
    } finally {
      await this.unlock();
    }
  }

  /** Forgets all of them. */
  async clear(): Promise<void> {
    const release = await this.lock();
    try {
      await this.store.remove();
    } finally {
      await release?.();
    }
  }

  /** Undefined where the folder cannot be written: then what is there can still be read. */
  private async lock(): Promise<Release | undefined> {
    try {
      return await lockFile(join(this.folder, 'tokens.lock'));
    } catch (error) {
      if (READ_ONLY.includes(systemCode(error))) return undefined;
      throw error;
    }
  }

  private async unlock(): Promise<void> {
    const { release } = this;
    this.release = undefined;
    await release?.();
  }

  private async content(): Promise<string> {
    const content = await this.store.load().catch((error: unknown) => {
      if (READ_ONLY.includes(systemCode(error))) return undefined;
      throw error;
    });
    if (content === undefined) return '{}';
    if (makesSense(content)) return content;
    const aside = await this.store.setAside();
    this.tell(
      `The kept tokens were damaged and count as none${aside === undefined ? '' : `; they are now in ${aside}`}.`,
    );
    return '{}';
  }
}

function makesSense(content: string): boolean {
  try {
    return serialized.safeParse(JSON.parse(content)).success;
  } catch {
    return false;
  }
}
