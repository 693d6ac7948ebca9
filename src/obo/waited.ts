import type { RequestRecord } from '../common/http/request-record.js';
import type { TokenSource } from './graph-token.js';

/** Notes in a request's record how long it waited for a token, and where the token came from. */
export async function waited<T>(
  record: RequestRecord | undefined,
  work: Promise<T>,
  sourceOf: (result: T) => TokenSource,
): Promise<T> {
  if (record === undefined) return work;
  const began = performance.now();
  try {
    const result = await work;
    record.tokenSource = sourceOf(result);
    return result;
  } finally {
    record.exchangeMs = (record.exchangeMs ?? 0) + performance.now() - began;
  }
}
