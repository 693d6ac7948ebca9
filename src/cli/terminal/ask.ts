import { createInterface } from 'node:readline';
import { UsageError } from '../cli.errors.js';
import { EXIT } from '../exit-codes.js';
import { atEarlyEnd, endEarly } from './cleanup.js';

/** Waits for a line of input; undefined at its end, and where none has come in the time given. */
export async function askForLine(question: string, patienceMs?: number): Promise<string | undefined> {
  process.stderr.write(question);
  const signal = patienceMs === undefined ? undefined : AbortSignal.timeout(patienceMs);
  const lines = createInterface({ input: process.stdin, ...(signal && { signal }) });
  try {
    for await (const line of lines) return line;
    return undefined;
  } finally {
    lines.close();
    process.stdin.pause();
  }
}

/** A password: typed without being shown where input is a terminal, otherwise the first line of the input. */
export async function askForPassword(question: string): Promise<string> {
  const password = process.stdin.isTTY ? await typed(question) : await askForLine('');
  if (password === undefined || password === '')
    throw new UsageError('There is no password.', 'Type it, or give it on standard input; never as an argument.');
  return password;
}

function typed(question: string): Promise<string> {
  const { stdin } = process;
  process.stderr.write(question);
  stdin.setRawMode(true).setEncoding('utf8').resume();
  const restore = (): void => {
    stdin.setRawMode(false);
    stdin.pause();
    process.stderr.write('\n');
  };
  const forget = atEarlyEnd(restore);
  return new Promise((resolve) => {
    let password = '';
    const take = (text: string): void => {
      for (const character of text) {
        if (character === '\u0003') endEarly(EXIT.interrupted);
        if (character === '\r' || character === '\n' || character === '\u0004') {
          stdin.off('data', take);
          forget();
          restore();
          resolve(password);
          return;
        }
        password =
          character === '\u007F' || character === '\b'
            ? Array.from(password).slice(0, -1).join('')
            : password + character;
      }
    };
    stdin.on('data', take);
  });
}
