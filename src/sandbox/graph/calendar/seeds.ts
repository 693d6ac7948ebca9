import { readFileSync } from 'node:fs';
import { z } from 'zod';

const event = z.strictObject({
  subject: z.string(),
  organizer: z.email(),
  /** Addresses; `*@domain` is everybody there. */
  attendees: z.array(z.string()),
  /** Days from today. */
  day: z.number().int(),
  at: z.string().regex(/^\d\d:\d\d$/),
  minutes: z.number().int().min(1),
  location: z.string(),
  body: z.string(),
  /** How often it repeats, every seven days. */
  weekly: z.number().int().min(2).optional(),
  online: z.boolean().default(false),
  allDay: z.boolean().default(false),
  categories: z.array(z.string()).default([]),
  importance: z.enum(['low', 'normal', 'high']).default('normal'),
  sensitivity: z.enum(['normal', 'private']).default('normal'),
  showAs: z.enum(['free', 'tentative', 'busy', 'oof']).default('busy'),
});

export type SeededEvent = z.infer<typeof event>;

/** Events of all calendars, from `seeds/events.json`. */
export function readEventSeeds(): readonly SeededEvent[] {
  return z.array(event).parse(JSON.parse(readFileSync(new URL('../seeds/events.json', import.meta.url), 'utf8')));
}
