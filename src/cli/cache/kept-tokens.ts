import type { ICachePlugin, TokenCacheContext } from '@azure/msal-node';
import { join } from 'node:path';
import { z } from 'zod';
import { CliError } from '../cli.errors.js';
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

/** Of a folder that takes no file, not even a lock. */
const TAKES_NO_FILE = /^(?:EROFS|EACCES|EPERM|ENOENT|ENOTDIR|ENOSPC|EDQUOT|EFBIG)$/;

export interface Keeping {
  readonly store: TokenStore;
  readonly folder: string;
  /** What cannot be kept is a failure; otherwise it is told, and good for this run. */
  readonly strict: boolean;
  readonly tell: (text: string) => void;
}

/**
 * MSAL's cache between runs: read before each use, written after each change, held against other processes in between.
 * Content that makes no sense is set aside and counts as none.
 */
export class KeptTokens implements ICachePlugin {
  private release: Release | undefined;
  /** What could not be kept lives as long as this process. */
  private unkept: string | undefined;

  constructor(private readonly keeping: Keeping) {}

  /** False where what is new could not be kept. */
  get areKept(): boolean {
    return this.unkept === undefined;
  }

  /** Whether nothing has been kept so far. Throws CliError where that cannot be told. */
  async isEmpty(): Promise<boolean> {
    return (await this.loaded()) === undefined;
  }

  async beforeCacheAccess(context: TokenCacheContext): Promise<void> {
    this.release = await this.lock();
    try {
      context.tokenCache.deserialize(this.unkept ?? (await this.content()));
    } catch (error) {
      await this.unlock();
      throw error;
    }
  }

  async afterCacheAccess(context: TokenCacheContext): Promise<void> {
    try {
      if (context.cacheHasChanged) await this.save(context.tokenCache.serialize());
    } finally {
      await this.unlock();
    }
  }

  /** Forgets all of them. Throws CliError where they cannot be removed. */
  async clear(): Promise<void> {
    const release = await this.lock();
    try {
      await this.keeping.store.remove();
    } catch (error) {
      throw inTheWay('removed', this.keeping.store, error);
    } finally {
      await release?.();
    }
  }

  private async save(content: string): Promise<void> {
    const { store, folder, strict, tell } = this.keeping;
    try {
      await store.save(content);
      this.unkept = undefined;
    } catch (error) {
      const failure = notKept(folder, error);
      if (strict) throw failure;
      if (this.unkept === undefined) tell(`${failure.message} What is new is forgotten at the end of this command.`);
      this.unkept = content;
    }
  }

  /** Undefined where the folder takes no lock: then what is there can still be read. */
  private async lock(): Promise<Release | undefined> {
    try {
      return await lockFile(join(this.keeping.folder, 'tokens.lock'));
    } catch (error) {
      if (TAKES_NO_FILE.test(systemCode(error) ?? '')) return undefined;
      throw error instanceof CliError ? error : notKept(this.keeping.folder, error);
    }
  }

  private async unlock(): Promise<void> {
    const { release } = this;
    this.release = undefined;
    await release?.();
  }

  private loaded(): Promise<string | undefined> {
    const { store } = this.keeping;
    return store.load().catch((error: unknown) => {
      throw inTheWay('read', store, error);
    });
  }

  private async content(): Promise<string> {
    const { store, tell } = this.keeping;
    const content = await this.loaded();
    if (content === undefined) return '{}';
    if (makesSense(content)) return content;
    const aside = await store.setAside().catch(() => undefined);
    tell(`The kept tokens were damaged and count as none${aside === undefined ? '' : `; they are now in ${aside}`}.`);
    return '{}';
  }
}

function inTheWay(verb: 'read' | 'removed', { place }: TokenStore, cause: unknown): CliError {
  const code = systemCode(cause);
  return new CliError('cache', `The tokens in ${place} cannot be ${verb}${code === undefined ? '' : ` (${code})`}.`, {
    remedy: 'Make them yours again or remove them; or set BEHALF_STATE_DIR to another folder.',
    cause,
  });
}

function makesSense(content: string): boolean {
  try {
    return serialized.safeParse(JSON.parse(content)).success;
  } catch {
    return false;
  }
}
