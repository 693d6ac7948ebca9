import type { Dispatcher } from 'undici';
import { FetchJsonError, readBounded } from '../../common/outbound/fetch-json.js';
import { CliError } from '../cli.errors.js';

const MAX_BYTES = 64 * 1024 * 1024;

/** The answer's JSON; undefined where there is no content. Throws CliError. */
export async function jsonOf({ body }: Dispatcher.ResponseData): Promise<unknown> {
  try {
    const text = await readBounded(body, MAX_BYTES);
    return text.trim() === '' ? undefined : JSON.parse(text);
  } catch (cause) {
    const what =
      cause instanceof SyntaxError
        ? 'The answer is not the JSON it says it is.'
        : cause instanceof FetchJsonError
          ? 'The answer is too long to be shown.'
          : 'The answer broke off in the middle.';
    throw new CliError('bad_answer', what, { remedy: 'Try again, or save it: --output FILE', cause });
  }
}

/** Whether an answer says it is JSON. */
export function isJson({ headers }: Dispatcher.ResponseData): boolean {
  return /^application\/(?:[\w.-]+\+)?json\b/i.test(String(headers['content-type'] ?? ''));
}
