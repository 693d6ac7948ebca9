import type { Dispatcher } from 'undici';
import { FetchJsonError, readBounded } from '../../common/outbound/fetch-json.js';
import { CliError } from '../cli.errors.js';

const MAX_BYTES = 64 * 1024 * 1024;

/** The answer's JSON; undefined where there is no content. Throws CliError. */
export async function jsonOf(answer: Dispatcher.ResponseData): Promise<unknown> {
  const text = await textOf(answer);
  try {
    return text.trim() === '' ? undefined : JSON.parse(text);
  } catch (cause) {
    throw new CliError('bad_answer', 'The answer is not the JSON it says it is.', {
      remedy: 'Correct the address of the API, or look at the answer: --output FILE',
      cause,
    });
  }
}

/** All of an answer that is to be shown. Throws CliError. */
export async function textOf({ body }: Dispatcher.ResponseData): Promise<string> {
  try {
    return await readBounded(body, MAX_BYTES);
  } catch (cause) {
    throw cause instanceof FetchJsonError
      ? new CliError('bad_answer', 'The answer is too long to be shown.', { remedy: 'Save it: --output FILE', cause })
      : new CliError('bad_answer', 'The answer broke off in the middle.', { remedy: 'Try again.', cause });
  }
}

/** Whether an answer says it is JSON. */
export function isJson({ headers }: Dispatcher.ResponseData): boolean {
  return /^application\/(?:[\w.-]+\+)?json\b/i.test(String(headers['content-type'] ?? ''));
}
