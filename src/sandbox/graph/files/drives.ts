import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { Clock } from '../../../common/clock.js';
import type { Directory } from '../../directory/directory.js';
import type { User } from '../../directory/types.js';
import { GraphError } from '../errors.js';
import { momentOf } from '../moment.js';
import { Drive } from './drive.js';

const seeds = z.record(
  z.string(),
  z.array(
    z.strictObject({
      /** From the root; folders come with their files. */
      path: z.string().startsWith('/'),
      /** File below seeds/. */
      document: z.string(),
      /** Days from today, negative. */
      day: z.number().int(),
      at: z.string(),
    }),
  ),
);

/** The drives of all users, from `seeds/drives.json`, made when they are first opened. */
export class Drives {
  private readonly seeds = seeds.parse(
    JSON.parse(readFileSync(new URL('../seeds/drives.json', import.meta.url), 'utf8')),
  );
  private readonly opened = new Map<string, Drive>();
  private readonly now: number;

  constructor(
    private readonly directory: Directory,
    clock: Clock,
  ) {
    this.now = clock.now();
  }

  /** Throws 404 for users without a drive here, such as guests. */
  of(owner: User): Drive {
    const files = this.seeds[owner.userPrincipalName];
    const tenant = this.directory.tenants.find(({ id }) => id === owner.tenantId);
    if (files === undefined || tenant === undefined) throw new GraphError('noDrive');
    const timed = files.map(({ path, document, day, at }) => ({ path, document, moment: momentOf(this.now, day, at) }));
    const drive = this.opened.get(owner.id) ?? new Drive(owner, tenant, timed, this.now);
    this.opened.set(owner.id, drive);
    return drive;
  }
}
