import { setTimeout as pause } from 'node:timers/promises';

/** Asks again until the answer is true, for so many milliseconds; an error is no answer yet. */
export async function until(isSo, milliseconds, what) {
  for (const end = performance.now() + milliseconds; performance.now() < end; await pause(25)) {
    const answer = await Promise.resolve()
      .then(isSo)
      .catch(() => false);
    if (answer) return;
  }
  throw new Error(`${what} within ${milliseconds / 1_000} s`);
}
