import { z } from 'zod';
import { CliError } from '../cli.errors.js';
import type { Session } from '../session.js';
import { answerTo } from './answer.js';
import { jsonOf } from './json-answer.js';

const page = z.looseObject({ value: z.array(z.unknown()), '@odata.nextLink': z.url().optional() });

/** A list, or the first page of one. */
export interface Listing {
  readonly value: readonly unknown[];
  readonly pages: number;
  /** There are more than these. */
  readonly more: boolean;
}

/** Reads a list; with `all`, page after page until the last, showing how far it is. Throws CliError. */
export async function listing(session: Session, address: string, all: boolean): Promise<Listing> {
  const value: unknown[] = [];
  const seen = new Set<string>();
  let next: string | undefined = address;
  while (next !== undefined) {
    if (seen.has(next))
      throw new CliError('pages', 'The pages lead back to one another.', { remedy: 'Leave --all-pages out.' });
    seen.add(next);
    const parsed = page.safeParse(await jsonOf(await answerTo(session, { method: 'GET', address: next })));
    if (!parsed.success)
      throw new CliError('not_a_list', 'The answer is not a list.', {
        remedy: 'Leave --all-pages out.',
        cause: parsed.error,
      });
    value.push(...parsed.data.value);
    next = sameServer(address, parsed.data['@odata.nextLink']);
    session.terminal.progress(`Page ${seen.size}, ${value.length} so far`);
    if (!all) break;
  }
  session.terminal.clearProgress();
  return { value, pages: seen.size, more: next !== undefined };
}

/** The token goes nowhere else. */
function sameServer(address: string, next: string | undefined): string | undefined {
  if (next === undefined || new URL(next).origin === new URL(address).origin) return next;
  throw new CliError('pages', `The next page is at another server (${new URL(next).origin}).`, {
    remedy: 'Where the API has several addresses, name the one it links to: --api-url',
  });
}
