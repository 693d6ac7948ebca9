import { createRequire } from 'node:module';
import { join } from 'node:path';
import { z } from 'zod';
import { variable } from '../environment.js';
import type { TokenStore } from './token-store.js';

const PACKAGE = '@azure/msal-node-extensions';

interface Persistence {
  save(content: string): Promise<void>;
  load(): Promise<string | null>;
  delete(): Promise<boolean>;
  verifyPersistence(): Promise<boolean>;
}
interface Extensions {
  readonly PersistenceCreator: {
    createPersistence(configuration: Readonly<Record<string, unknown>>): Promise<Persistence>;
  };
}

const extensions = z.custom<Extensions>(
  (value) => typeof value === 'object' && value !== null && 'PersistenceCreator' in value,
);
const STORES: Readonly<Partial<Record<NodeJS.Platform, string>>> = {
  darwin: 'the Keychain',
  linux: 'the Secret Service (libsecret)',
  win32: 'a file sealed by Windows (DPAPI)',
};

/**
 * The platform's own secure store, by Microsoft's optional package. Undefined where the package is not installed, its
 * native part was not built, or the store does not answer, as on a machine without a desktop.
 */
export async function secureStore(folder: string, profile: string): Promise<TokenStore | undefined> {
  const place = STORES[process.platform];
  if (place === undefined || variable('BEHALF_CACHE') === 'file') return undefined;
  try {
    const { PersistenceCreator } = extensions.parse(await loaded());
    const persistence = await PersistenceCreator.createPersistence({
      cachePath: join(folder, 'tokens.sealed'),
      dataProtectionScope: 'CurrentUser',
      serviceName: 'behalf',
      accountName: profile,
      usePlaintextFileOnLinux: false,
    });
    return (await persistence.verifyPersistence()) ? new SecureStore(persistence, place) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The package's own `import` ends the whole process, past any `catch`, where its native part is missing: that is looked
 * for first.
 */
async function loaded(): Promise<unknown> {
  const here = createRequire(import.meta.url);
  const entry = here.resolve(PACKAGE);
  createRequire(entry)('keytar');
  const name: string = PACKAGE;
  return import(name);
}

class SecureStore implements TokenStore {
  readonly secure = true;

  constructor(
    private readonly persistence: Persistence,
    readonly place: string,
  ) {}

  async load(): Promise<string | undefined> {
    return (await this.persistence.load()) ?? undefined;
  }

  save(content: string): Promise<void> {
    return this.persistence.save(content);
  }

  async remove(): Promise<void> {
    await this.persistence.delete();
  }

  async setAside(): Promise<undefined> {
    await this.persistence.delete();
    return undefined;
  }
}
