import { createInterface } from 'node:readline';
import { z } from 'zod';

/** What the test wants, from the first argument. */
export const wishes = z
  .looseObject({ authority: z.string(), authorityHost: z.string(), clientId: z.string(), scope: z.string() })
  .parse(JSON.parse(process.argv[2] ?? ''));

/** Says one thing to the test. */
export function tell(said) {
  process.stdout.write(`${JSON.stringify(said)}\n`);
}

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

/** Reports what came of it: the answer, or the error's members; then the process ends. */
export async function report(work) {
  try {
    tell({ result: await work() });
  } catch (error) {
    const { name, message, errorCode, errorNo } = error;
    tell({ result: { failure: { name, message, errorCode, errorNo } } });
  }
  process.stdin.destroy();
}
