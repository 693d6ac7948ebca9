import { readFileSync } from 'node:fs';
import { z } from 'zod';

const text = z.array(z.string());
const at = z.string().regex(/^\d\d:\d\d$/);

const message = z.strictObject({
  from: z.email(),
  /** Addresses; `*@domain` is everybody with a mailbox there. */
  to: z.array(z.string()),
  cc: z.array(z.string()).default([]),
  /** Days from today, negative. */
  day: z.number().int(),
  at,
  /** Paragraphs. */
  body: text,
  importance: z.enum(['low', 'normal', 'high']).default('normal'),
  /** Files below seeds/documents. */
  attachments: text.default([]),
});

const seeds = z.strictObject({
  /** Names of senders who are no users. */
  senders: z.record(z.email(), z.string()),
  threads: z.array(z.strictObject({ subject: z.string(), categories: text.default([]), messages: z.array(message) })),
  /** Mail that comes again every so many days; `{date}` in the subject is its day. */
  bulletins: z.array(
    z.strictObject({
      from: z.email(),
      to: z.array(z.string()),
      subject: z.string(),
      every: z.number().int().min(1),
      times: z.number().int().min(1),
      at,
      body: text,
    }),
  ),
});

export type SeededMessage = z.infer<typeof message>;

/** One conversation, whoever takes part. */
export interface Thread {
  readonly subject: string;
  readonly categories: readonly string[];
  readonly messages: readonly SeededMessage[];
}

/** Threads, and bulletins as threads of one message, from `seeds/mail.json`; `dayOf` names a day for a subject. */
export function readMailSeeds(dayOf: (day: number) => string): {
  threads: readonly Thread[];
  senders: Readonly<Record<string, string>>;
} {
  const { senders, threads, bulletins } = seeds.parse(
    JSON.parse(readFileSync(new URL('../seeds/mail.json', import.meta.url), 'utf8')),
  );
  const repeated = bulletins.flatMap(({ every, times, subject, ...rest }) =>
    Array.from({ length: times }, (_, index): Thread => {
      const day = -1 - index * every;
      const only = { ...rest, day, cc: [], importance: 'normal' as const, attachments: [] };
      return { subject: subject.replace('{date}', dayOf(day)), categories: [], messages: [only] };
    }),
  );
  return { senders, threads: [...threads, ...repeated] };
}
