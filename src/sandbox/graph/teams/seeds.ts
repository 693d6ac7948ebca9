import { readFileSync } from 'node:fs';
import { z } from 'zod';

const message = z.strictObject({
  /** Mail address. */
  from: z.string(),
  /** Days from today, negative. */
  day: z.number().int(),
  at: z.string(),
  subject: z.string().nullable().default(null),
  text: z.string(),
  /** Who likes it. */
  reactions: z.array(z.string()).default([]),
});
const channel = z.strictObject({
  displayName: z.string(),
  description: z.string().nullable(),
  messages: z.array(message),
});
const chat = z.strictObject({
  topic: z.string().nullable().default(null),
  members: z.array(z.string()).min(2),
  messages: z.array(message).min(1),
});
const tenant = z.strictObject({
  teams: z.array(z.strictObject({ /** Mail nickname. */ group: z.string(), channels: z.array(channel) })),
  chats: z.array(chat),
});

export type SeededMessage = z.infer<typeof message>;
export type SeededTeams = z.infer<typeof tenant>;

/** Teams and chats by the tenant's domain, from `seeds/teams.json`. */
export function readTeamSeeds(): Readonly<Record<string, SeededTeams>> {
  const file = new URL('../seeds/teams.json', import.meta.url);
  return z.record(z.string(), tenant).parse(JSON.parse(readFileSync(file, 'utf8')));
}
