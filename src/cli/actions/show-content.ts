import { pipeline } from 'node:stream/promises';
import type { Dispatcher } from 'undici';
import { textOf } from '../calls/json-answer.js';
import { CliError, UsageError } from '../cli.errors.js';
import { systemCode } from '../system-error.js';
import type { Terminal } from '../terminal/terminal.js';
import { harmless } from '../terminal/visible.js';

/** Writes an answer that is no JSON as it stands; on a terminal only if it is text, and then harmless. */
export async function showContent(answer: Dispatcher.ResponseData, terminal: Terminal): Promise<void> {
  const type = String(answer.headers['content-type'] ?? '');
  if (answer.statusCode === 204) {
    await answer.body.dump();
    if (!terminal.json) terminal.note(terminal.noteStyle.dim('Done; there is no content (204).'));
    return;
  }
  if (process.stdout.isTTY) {
    if (!/^text\/|\bxml\b/i.test(type)) {
      await answer.body.dump();
      throw new UsageError(`That is not text (${harmless(type) || 'of no known kind'}).`, 'Save it: --output FILE');
    }
    terminal.print(`${harmless((await textOf(answer)).replaceAll('\r\n', '\n'))}\n`);
    return;
  }
  try {
    await pipeline(answer.body, process.stdout, { end: false });
  } catch (cause) {
    if (systemCode(cause) === 'EPIPE') throw cause;
    throw new CliError('bad_answer', 'The answer broke off in the middle.', { remedy: 'Try again.', cause });
  }
}
