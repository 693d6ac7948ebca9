import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { addressOf } from '../calls/address.js';
import { answerTo } from '../calls/answer.js';
import { isJson, jsonOf } from '../calls/json-answer.js';
import { CliError, UsageError } from '../cli.errors.js';
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
    if (!/^[\w.+-]+\/[\w.+-]+(?:\s*;[\x20-\x7E]*)?$/.test(options.contentType))
      throw new UsageError('--content-type is not a media type.', 'Such as text/plain, or image/jpeg.');
    const body = options.body === undefined ? Buffer.alloc(0) : await bodyOf(options.body, options.contentType);
    const { contentType } = options;
    const call = { method: 'POST' as const, address: addressOf(path, settings), body, contentType };
    const answer = await answerTo(session, call);
    if (answer.statusCode === 202 || answer.statusCode === 204) {
      await answer.body.dump();
      terminal.result({ status: answer.statusCode }, () => `Done (${answer.statusCode}).\n`);
    } else if (isJson(answer)) terminal.print(terminal.pretty(await jsonOf(answer)));
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
  // RFC 8259 section 8.1 has no place for the byte order mark that editors of Windows put in front.
  const text = body.toString('utf8').replace(/^\uFEFF/, '');
  try {
    JSON.parse(text);
    return Buffer.from(text);
  } catch (cause) {
    throw new CliError('body', 'The body is not JSON.', {
      remedy: 'Correct it, or say what it is: --content-type',
      cause,
    });
  }
}
