import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { addressOf } from '../calls/address.js';
import { answerTo } from '../calls/answer.js';
import { isJson, jsonOf } from '../calls/json-answer.js';
import { CliError } from '../cli.errors.js';
import type { SessionOptions } from '../session.js';
import { Session } from '../session.js';
import { showContent } from './show-content.js';

export interface PostOptions extends SessionOptions {
  /** A file, or - for standard input. */
  readonly body?: string;
  readonly contentType: string;
}

/** POSTs a body to a path. */
export function post(path: string, options: PostOptions): Promise<void> {
  return Session.with(options, async (session) => {
    const { terminal, settings } = session;
    const body = options.body === undefined ? Buffer.alloc(0) : await bodyOf(options.body, options.contentType);
    const { contentType } = options;
    const call = { method: 'POST' as const, address: addressOf(path, settings), body, contentType };
    const answer = await answerTo(session, call);
    if (answer.statusCode === 202 || answer.statusCode === 204) {
      await answer.body.dump();
      terminal.result({ status: answer.statusCode }, () => `Done (${answer.statusCode}).\n`);
    } else if (isJson(answer)) terminal.print(terminal.pretty((await jsonOf(answer)) ?? null));
    else await showContent(answer, terminal);
  });
}

async function bodyOf(source: string, contentType: string): Promise<Buffer> {
  let body: Buffer;
  try {
    body = source === '-' ? await buffer(process.stdin) : await readFile(source);
  } catch (cause) {
    throw new CliError('body', `${source} cannot be read.`, { remedy: 'Correct --body.', cause });
  }
  if (!/\bjson\b/i.test(contentType)) return body;
  try {
    JSON.parse(body.toString('utf8'));
    return body;
  } catch (cause) {
    throw new CliError('body', 'The body is not JSON.', {
      remedy: 'Correct it, or say what it is: --content-type',
      cause,
    });
  }
}
