import { randomBytes } from 'node:crypto';
import { createWriteStream, rmSync } from 'node:fs';
import { rename, stat } from 'node:fs/promises';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Dispatcher } from 'undici';
import { CliError } from '../cli.errors.js';
import { systemCode } from '../system-error.js';
import { transferBar } from '../terminal/bar.js';
import { atEarlyEnd } from '../terminal/cleanup.js';
import type { Terminal } from '../terminal/terminal.js';

/** Saves an answer's body: the file is there when all of it has come, and not before. Answers its length in bytes. */
export async function download(answer: Dispatcher.ResponseData, file: string, terminal: Terminal): Promise<number> {
  const partial = `${file}.${randomBytes(4).toString('hex')}.part`;
  const length = Number(answer.headers['content-length'] ?? Number.NaN);
  const total = Number.isFinite(length) && answer.headers['content-encoding'] === undefined ? length : undefined;
  const remove = (): void => rmSync(partial, { force: true });
  const forget = atEarlyEnd(remove);
  try {
    const bytes = await saved(answer, partial, total, terminal);
    if (total !== undefined && bytes !== total) throw new CliError('bad_answer', 'The answer broke off in the middle.');
    await rename(partial, file);
    return bytes;
  } catch (error) {
    remove();
    throw translated(error, file);
  } finally {
    forget();
    terminal.clearProgress();
  }
}

async function saved(
  { body }: Dispatcher.ResponseData,
  partial: string,
  total: number | undefined,
  terminal: Terminal,
): Promise<number> {
  const startedAt = Date.now();
  let shownAt = 0;
  let bytes = 0;
  const meter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (Date.now() - shownAt > 100) {
        shownAt = Date.now();
        terminal.progress(transferBar(bytes, total, shownAt - startedAt));
      }
      done(undefined, chunk);
    },
  });
  await pipeline(body, meter, createWriteStream(partial, { flags: 'wx' }));
  return (await stat(partial)).size;
}

function translated(error: unknown, file: string): CliError {
  if (error instanceof CliError) return error;
  const code = systemCode(error);
  if (code !== undefined && /^(?:ENOENT|EACCES|EISDIR|EROFS|ENOSPC|ENOTDIR|EPERM|EDQUOT)$/.test(code))
    return new CliError('output', `${file} cannot be written (${code}).`, {
      remedy: 'Correct --output.',
      cause: error,
    });
  return new CliError('bad_answer', 'The answer broke off in the middle.', { remedy: 'Try again.', cause: error });
}
