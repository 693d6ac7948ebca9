import { z } from 'zod';

const recordSchema = z.strictObject({
  tenantId: z.string(),
  userId: z.string(),
  displayName: z.string(),
  userPrincipalName: z.string(),
  /** Of the id_token. */
  issuer: z.string(),
  /** Names the browser's sign-in at Entra, for its front-channel logout; absent where Entra does not tell. */
  sid: z.string().optional(),
  /** What Entra wants back to sign this account out without a question; absent where it does not tell. */
  logoutHint: z.string().optional(),
  createdAt: z.number(),
  /** Not more exact than a minute. */
  usedAt: z.number(),
  accessToken: z.string().min(1),
  accessTokenEndsAt: z.number(),
  /** Absent where Entra gave none: then the session ends with the access token. */
  refreshToken: z.string().min(1).optional(),
});

/** What a session cookie stands for; times in milliseconds since the epoch. Only ever kept sealed. */
export type SessionRecord = Readonly<z.infer<typeof recordSchema>>;

/** A record as text that `readRecord` reads. */
export function writeRecord(record: SessionRecord): string {
  return JSON.stringify(record);
}

/** Undefined for anything that is not a record. */
export function readRecord(text: string): SessionRecord | undefined {
  return recordSchema.safeParse(JSON.parse(text)).data;
}
