import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { fileSeeds } from '../files/drives.js';

const column = z.strictObject({
  name: z.string(),
  displayName: z.string().optional(),
  kind: z.enum(['text', 'note', 'number', 'boolean', 'dateTime', 'choice']),
  choices: z.array(z.string()).optional(),
  /** Whether queries may filter and sort by it without asking for the risk. */
  indexed: z.boolean().default(false),
});

const list = z.strictObject({
  name: z.string(),
  description: z.string(),
  columns: z.array(column),
  items: z.array(
    z.strictObject({
      day: z.number().int(),
      at: z.string(),
      /** User principal name. */
      by: z.string(),
      fields: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
    }),
  ),
});

const site = z.strictObject({
  /** Below the host; `` for the root site. */
  path: z.string(),
  displayName: z.string(),
  description: z.string(),
  day: z.number().int(),
  lists: z.array(list),
  library: fileSeeds,
});

export type Column = z.infer<typeof column>;
export type ListSeed = z.infer<typeof list>;
export type SiteSeed = z.infer<typeof site>;

/** Sites by the domain of their tenant, from `seeds/sites.json`. */
export function readSites(): Readonly<Record<string, readonly SiteSeed[]>> {
  return z
    .record(z.string(), z.array(site))
    .parse(JSON.parse(readFileSync(new URL('../seeds/sites.json', import.meta.url), 'utf8')));
}
