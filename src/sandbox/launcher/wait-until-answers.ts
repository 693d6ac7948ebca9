import { setTimeout as delay } from 'node:timers/promises';
import type { Child } from './child.js';

const ASK_EVERY_MS = 50;
const PATIENCE_MS = 60_000;

/** A child ended before it was up, or took longer than a minute. */
export class NotUpError extends Error {}

/** Asks `url` until it answers 2xx and yields that answer. Throws NotUpError, and with `aborted` set stops at once. */
export async function waitUntilAnswers(url: string, child: Child, aborted: AbortSignal): Promise<Response> {
  const deadline = Date.now() + PATIENCE_MS;
  while (child.running) {
    aborted.throwIfAborted();
    const answer = await ask(url, aborted);
    if (answer?.ok === true) return answer;
    if (Date.now() > deadline) throw new NotUpError(`${child.name} does not answer at ${url}.`);
    await delay(ASK_EVERY_MS);
  }
  throw new NotUpError(`${child.name} ended before it was up (exit code ${await child.ended}).`);
}

async function ask(url: string, aborted: AbortSignal): Promise<Response | undefined> {
  try {
    return await fetch(url, { signal: AbortSignal.any([aborted, AbortSignal.timeout(5000)]) });
  } catch {
    // Not listening yet, or silent; the next question tells.
    return undefined;
  }
}
