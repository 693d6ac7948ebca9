import { randomBytes } from 'node:crypto';
import { constants, createWriteStream, openSync, rmSync } from 'node:fs';
import { access, realpath, rename, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Dispatcher } from 'undici';
import { CliError, UsageError } from '../cli.errors.js';
import { systemCode } from '../system-error.js';
import { transferBar } from '../terminal/bar.js';
import { atEarlyEnd } from '../terminal/cleanup.js';
import type { Terminal } from '../terminal/terminal.js';

const REFRESH_MS = 100;

/** Where a download goes. */
export interface Target {
  readonly path: string;
  /** A device or a pipe: nothing can be put in its place. */
  readonly isStream: boolean;
}

/** The place of this name; what a link names, rather than the link. Throws CliError where nothing can be saved there. */
export async function targetOf(file: string): Promise<Target> {
  if (file === '-') throw new UsageError('Standard output needs no --output.', 'Leave it out: behalf get PATH > FILE');
  try {
    const path = await realpath(file).catch((error: unknown) => {
      if (systemCode(error) === 'ENOENT') return file;
      throw error;
    });
    const found = await stat(path).catch(() => undefined);
    if (found?.isDirectory() === true)
      throw new CliError('output', `${file} is a folder.`, { remedy: 'Name a file: --output FILE' });
    const isStream = found !== undefined && !found.isFile();
    await access(isStream ? path : dirname(path), constants.W_OK);
    return { path, isStream };
  } catch (error) {
    throw translated(error, file);
  }
}

/** Saves an answer's body: the file is there when all of it has come, and as it was before. Answers its length in bytes. */
export async function download(
  answer: Dispatcher.ResponseData,
  { path, isStream }: Target,
  terminal: Terminal,
): Promise<number> {
  const partial = isStream ? path : `${path}.${randomBytes(4).toString('hex')}.part`;
  const length = Number(answer.headers['content-length'] ?? Number.NaN);
  const total = Number.isFinite(length) && answer.headers['content-encoding'] === undefined ? length : undefined;
  const remove = (): void => {
    if (!isStream) rmSync(partial, { force: true });
  };
  const forget = atEarlyEnd(remove);
  try {
    // At once: an end in between would leave a file that is only then made.
    const file = openSync(partial, isStream ? 'w' : 'wx');
    const bytes = await saved(answer, file, total, terminal);
    if (!isStream) await rename(partial, path);
    return bytes;
  } catch (error) {
    // Who reads the stream has what it wanted.
    if (isStream && systemCode(error) === 'EPIPE') throw error;
    remove();
    throw translated(error, path);
  } finally {
    forget();
    terminal.clearProgress();
  }
}

async function saved(
  { body }: Dispatcher.ResponseData,
  file: number,
  total: number | undefined,
  terminal: Terminal,
): Promise<number> {
  const startedAt = Date.now();
  let bytes = 0;
  const meter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      done(undefined, chunk);
    },
  });
  // By the clock, so that it is right where nothing more comes.
  const clock = setInterval(() => terminal.progress(transferBar(bytes, total, Date.now() - startedAt)), REFRESH_MS);
  try {
    await pipeline(body, meter, createWriteStream('', { fd: file }));
    return bytes;
  } finally {
    clearInterval(clock);
  }
}

function translated(error: unknown, file: string): CliError {
  if (error instanceof CliError) return error;
  const code = systemCode(error);
  // Of a file system, not of a network.
  if (code !== undefined && /^E(?!CONN|PIPE|TIMEDOUT|HOST|NET|RR_)[A-Z]+$/.test(code))
    return new CliError('output', `${file} cannot be written (${code}).`, {
      remedy: /^(?:ENOSPC|EDQUOT)$/.test(code) ? 'Make room there, or choose another place.' : 'Correct --output.',
      cause: error,
    });
  return new CliError('bad_answer', 'The answer broke off in the middle; nothing is saved.', {
    remedy: 'Try again.',
    cause: error,
  });
}
