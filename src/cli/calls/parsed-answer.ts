import type { z } from 'zod';
import { CliError } from '../cli.errors.js';

/** An answer of the form that is expected. Throws CliError for any other; `from` is who gave it. */
export function parsedAnswer<T>(schema: z.ZodType<T>, content: unknown, from: string): T {
  const { data, error } = schema.safeParse(content);
  if (error === undefined) return data;
  throw new CliError('bad_answer', `${from} gives an answer of another form than expected.`, {
    remedy: 'Correct its address; where that is right, this behalf is of another version.',
    cause: error,
  });
}
