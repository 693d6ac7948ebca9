import { readFileSync } from 'node:fs';
import { z } from 'zod';

const section = z.strictObject({
  displayName: z.string(),
  pages: z.array(
    z.strictObject({
      title: z.string(),
      /** Input HTML below seeds/. */
      file: z.string(),
      /** Names the HTML uses -> files below seeds/. */
      parts: z.record(z.string(), z.string()).default({}),
      day: z.number().int(),
      at: z.string(),
    }),
  ),
});
const notebook = z.strictObject({ displayName: z.string(), sections: z.array(section) });

export type SectionSeed = z.infer<typeof section>;
export type NotebookSeed = z.infer<typeof notebook>;

/** Notebooks by user principal name, from `seeds/notebooks.json`. */
export function readNotebooks(): Readonly<Record<string, readonly NotebookSeed[]>> {
  return z
    .record(z.string(), z.array(notebook))
    .parse(JSON.parse(readFileSync(new URL('../seeds/notebooks.json', import.meta.url), 'utf8')));
}
