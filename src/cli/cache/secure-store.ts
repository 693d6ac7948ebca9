import { randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { z } from 'zod';
import { variable } from '../environment.js';
import type { TokenStore } from './token-store.js';

const PACKAGE = '@azure/msal-node-extensions';
const SERVICE = 'behalf';

interface Persistence {
  save(content: string): Promise<void>;
  load(): Promise<string | null>;
  delete(): Promise<boolean>;
}
interface ByAccount {
  create(file: string, service: string, account: string): Promise<Persistence>;
}
interface Extensions {
  readonly LibSecretPersistence: ByAccount;
  readonly KeychainPersistence: ByAccount;
  readonly FilePersistenceWithDataProtection: { create(file: string, scope: string): Promise<Persistence> };
}
interface Platform {
  readonly place: string;
  /** Opens what is kept under a name: the path of a file, which may hold it or only its time. */
  open(extensions: Extensions, path: string): Promise<Persistence>;
}

const extensions = z.custom<Extensions>(
  (value) =>
    typeof value === 'object' &&
    value !== null &&
    ['LibSecretPersistence', 'KeychainPersistence', 'FilePersistenceWithDataProtection'].every((name) => name in value),
);
const PLATFORMS: Readonly<Partial<Record<NodeJS.Platform, Platform>>> = {
  darwin: { place: 'the Keychain', open: (all, path) => all.KeychainPersistence.create(path, SERVICE, path) },
  linux: {
    place: 'the Secret Service (libsecret)',
    open: (all, path) => all.LibSecretPersistence.create(path, SERVICE, path),
  },
  win32: {
    place: 'a file sealed by Windows (DPAPI)',
    open: (all, path) => all.FilePersistenceWithDataProtection.create(path, 'CurrentUser'),
  },
};

/**
 * The platform's own secure store, by Microsoft's optional package; `before` is where tokens were until there was one.
 * Undefined where the package or its native part is not installed, or the store does not answer, as on a machine
 * without a desktop.
 */
export async function secureStore(folder: string, before: TokenStore): Promise<TokenStore | undefined> {
  const platform = PLATFORMS[process.platform];
  if (platform === undefined || variable('BEHALF_CACHE') === 'file') return undefined;
  try {
    // Not `import`: without its native part the package then ends the whole process, past any `catch`.
    const all = extensions.parse(createRequire(import.meta.url)(PACKAGE));
    const persistence = await platform.open(all, join(folder, 'tokens.sealed'));
    const isUsed = Boolean(await persistence.load());
    // Not the package's own trial, whose name is one for all: two processes at once take it from one another.
    if (!isUsed && !(await keeps(await platform.open(all, join(folder, `trial-${randomUUID()}`))))) return undefined;
    return new SecureStore(persistence, platform.place, before);
  } catch {
    return undefined;
  }
}

/** Whether what is put there can be taken out again. */
async function keeps(trial: Persistence): Promise<boolean> {
  const content = randomUUID();
  try {
    await trial.save(content);
    return (await trial.load()) === content;
  } finally {
    await trial.delete();
  }
}

class SecureStore implements TokenStore {
  readonly secure = true;

  constructor(
    private readonly persistence: Persistence,
    readonly place: string,
    private readonly before: TokenStore,
  ) {}

  async load(): Promise<string | undefined> {
    return (await this.persistence.load()) || (await this.before.load());
  }

  async save(content: string): Promise<void> {
    await this.persistence.save(content);
    await this.before.remove();
  }

  async remove(): Promise<void> {
    await this.persistence.delete();
    await this.before.remove();
  }

  async setAside(): Promise<undefined> {
    await this.remove();
    return undefined;
  }
}
