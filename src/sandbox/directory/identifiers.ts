import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Installation } from '../installation/installation.js';
import type { DirectorySeeds } from './seeds.js';
import { PERSONAL_TENANT_ID } from './types.js';

const identifiers = z.object({
  tenants: z.record(z.string(), z.uuid()),
  applications: z.record(z.string(), z.object({ clientId: z.uuid(), secret: z.string() })),
  users: z.record(z.string(), z.object({ id: z.uuid(), password: z.string() })),
});

/** Ids, secrets and passwords of one installation: random at its first start, the same ever after. */
export type Identifiers = z.infer<typeof identifiers>;

/** Reads the installation's identifiers and makes the missing ones, so that a seed added later finds its place. */
export function readIdentifiers(installation: Installation, seeds: DirectorySeeds): Identifiers {
  const kept = installation.readJson('identifiers.json', identifiers) ?? { tenants: {}, applications: {}, users: {} };
  const complete: Identifiers = {
    tenants: Object.fromEntries(
      seeds.tenants.map(({ name, personal }) => [
        name,
        personal ? PERSONAL_TENANT_ID : (kept.tenants[name] ?? randomUUID()),
      ]),
    ),
    applications: Object.fromEntries(
      seeds.applications.map(({ name, clientId = kept.applications[name]?.clientId ?? randomUUID() }) => [
        name,
        { clientId, secret: kept.applications[name]?.secret ?? randomBytes(24).toString('base64url') },
      ]),
    ),
    users: Object.fromEntries(
      seeds.users.map(({ userPrincipalName: upn }) => [
        upn,
        kept.users[upn] ?? { id: randomUUID(), password: readablePassword() },
      ]),
    ),
  };
  if (JSON.stringify(kept) !== JSON.stringify(complete)) installation.writeJson('identifiers.json', complete);
  return complete;
}

/** 14 characters without look-alikes, safe to paste into a shell: 80 bits and more. */
function readablePassword(): string {
  const alphabet = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789';
  return Array.from({ length: 14 }, () => alphabet[randomInt(alphabet.length)]).join('');
}
