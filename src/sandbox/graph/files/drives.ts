import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { Clock } from '../../../common/clock.js';
import type { Directory } from '../../directory/directory.js';
import type { User } from '../../directory/types.js';
import type { Changes } from '../changes.js';
import { GraphError } from '../errors.js';
import { momentOf } from '../moment.js';
import type { DriveFileSeed } from './drive.js';
import { Drive } from './drive.js';
import type { DriveHome } from './drive-home.js';
import { personalHome } from './drive-home.js';
import type { Storage } from './storage.js';

/** Files of a drive as seeds name them. */
export const fileSeeds = z.array(
  z.strictObject({
    /** From the root; folders come with their files. */
    path: z.string().startsWith('/'),
    /** File below seeds/. */
    document: z.string(),
    /** Days from today, negative. */
    day: z.number().int(),
    at: z.string(),
  }),
);

/** The drives of all users, from `seeds/drives.json`, and the document libraries of sites; made when they are first opened. */
export class Drives {
  private readonly seeds = z
    .record(z.string(), fileSeeds)
    .parse(JSON.parse(readFileSync(new URL('../seeds/drives.json', import.meta.url), 'utf8')));
  private readonly opened = new Map<string, Drive>();
  private readonly now: number;

  constructor(
    private readonly directory: Directory,
    clock: Clock,
    private readonly changes: Changes,
    private readonly storage: Storage,
  ) {
    this.now = clock.now();
  }

  /** Throws 404 for users without a drive here, such as guests. */
  of(owner: User): Drive {
    const files = this.seeds[owner.userPrincipalName];
    const tenant = this.directory.tenants.find(({ id }) => id === owner.tenantId);
    if (files === undefined || tenant === undefined) throw new GraphError('noDrive');
    return this.open(personalHome(owner, tenant), files);
  }

  /** The drive at that home, with its seeds when it is new. */
  open(home: DriveHome, files: z.infer<typeof fileSeeds>): Drive {
    const drive = this.opened.get(home.id) ?? this.made(home, files);
    this.opened.set(home.id, drive);
    return drive;
  }

  /** Every drive of a tenant. */
  in(tenantId: string): readonly Drive[] {
    for (const user of this.directory.allUsers)
      if (user.tenantId === tenantId && this.seeds[user.userPrincipalName] !== undefined) this.of(user);
    return [...this.opened.values()].filter(({ home }) => home.tenant.id === tenantId);
  }

  /** By id, of any tenant; undefined for one nobody has opened. */
  withId(id: string): Drive | undefined {
    return this.opened.get(id);
  }

  private made(home: DriveHome, files: z.infer<typeof fileSeeds>): Drive {
    const timed = files.map(({ path, document, day, at }): DriveFileSeed => ({
      path,
      document,
      moment: momentOf(this.now, day, at),
    }));
    return new Drive(home, timed, this.now, this.changes, this.storage);
  }
}
