import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';

const recordSchema = z.strictObject({
  id: z.uuid(),
  tenantId: z.string(),
  userId: z.string(),
  accountType: z.enum(['work', 'personal']),
  /** The application whose user's token made the handle. */
  clientId: z.string(),
  /** `METHOD /v1.0/path`, as they were asked for. */
  operations: z.array(z.string()).min(1),
  createdAt: z.number(),
  until: z.number(),
  refreshToken: z.string().min(1),
});

/** What a handle stands for; times in milliseconds since the epoch. Only ever kept sealed. */
export type HandleRecord = Readonly<z.infer<typeof recordSchema>>;

/** A record as text that `readRecord` reads. */
export function writeRecord(record: HandleRecord): string {
  return JSON.stringify(record);
}

/** Undefined for anything that is not a record. */
export function readRecord(text: string): HandleRecord | undefined {
  return recordSchema.safeParse(JSON.parse(text)).data;
}

/** A new handle: 256 random bits, base64url. */
export function newHandle(): string {
  return randomBytes(32).toString('base64url');
}

/** Where a handle's record lies: a hash, so that the store holds nothing that could be used as a handle. */
export function recordName(handle: string): string {
  return `behalf:handle:${createHash('sha256').update(handle).digest('base64url')}`;
}
