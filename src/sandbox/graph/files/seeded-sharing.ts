import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { Directory } from '../../directory/directory.js';
import { momentOf } from '../moment.js';
import type { Drives } from './drives.js';
import { Sharing, grantId } from './sharing.js';

const seeds = z.array(
  z.strictObject({
    owner: z.string(),
    path: z.string().startsWith('/'),
    with: z.string(),
    role: z.enum(['read', 'write']),
    day: z.number().int(),
    at: z.string(),
  }),
);

/** What is shared from the start, from `seeds/shares.json`. */
export function seededSharing(directory: Directory, drives: Drives, now: number): Sharing {
  const sharing = new Sharing();
  const shares = seeds.parse(JSON.parse(readFileSync(new URL('../seeds/shares.json', import.meta.url), 'utf8')));
  for (const { owner, path, with: other, role, day, at } of shares) {
    const [from] = directory.usersNamed(owner);
    const [to] = directory.usersNamed(other);
    const drive = from && drives.of(from);
    const entry = drive?.at(path);
    if (drive === undefined || entry === undefined || to === undefined) throw new Error(`nothing to share: ${path}`);
    sharing.add(drive, entry.id, { kind: 'user', id: grantId(), role, userId: to.id, at: momentOf(now, day, at) });
  }
  return sharing;
}
