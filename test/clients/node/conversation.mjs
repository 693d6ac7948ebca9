import { createInterface } from 'node:readline';
import { z } from 'zod';
import { tell } from './report.mjs';

/** What the test wants, from the first argument. */
export const wishes = z
  .looseObject({ authority: z.string(), authorityHost: z.string(), clientId: z.string(), scope: z.string() })
  .parse(JSON.parse(process.argv[2] ?? ''));

/** Asks the test to sign in at an address; answers the address the browser came back to. */
export async function askForSignIn(address) {
  tell({ signIn: { address } });
  const lines = createInterface({ input: process.stdin });
  for await (const line of lines) {
    lines.close();
    return new URL(line);
  }
  throw new Error('the test went away');
}
