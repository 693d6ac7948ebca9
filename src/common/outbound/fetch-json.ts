import type { Dispatcher } from 'undici';
import { request } from 'undici';

/** Why a document could not be had; `kind` tells an outage from an answer that makes no sense. */
export class FetchJsonError extends Error {
  override readonly name = 'FetchJsonError';

  constructor(
    readonly kind: 'unreachable' | 'bad_response',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

export interface FetchJsonLimits {
  readonly timeoutMs: number;
  readonly maxBytes: number;
  /** Hears what time it is there, in milliseconds since the epoch, to the second (RFC 9110 section 6.6.1). */
  readonly onDate?: (there: number) => void;
}

/**
 * GETs a JSON document: no redirect is followed, the whole call ends within the time given, no more bytes are read than
 * allowed. Throws FetchJsonError only.
 */
export async function fetchJson(dispatcher: Dispatcher, url: string, limits: FetchJsonLimits): Promise<unknown> {
  const text = await fetchText(dispatcher, url, limits);
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new FetchJsonError('bad_response', 'not JSON', { cause });
  }
}

async function fetchText(
  dispatcher: Dispatcher,
  url: string,
  { timeoutMs, maxBytes, onDate }: FetchJsonLimits,
): Promise<string> {
  try {
    const signal = AbortSignal.timeout(timeoutMs);
    const answer = await request(url, { dispatcher, signal, headers: { accept: 'application/json' } });
    const date = typeof answer.headers.date === 'string' ? Date.parse(answer.headers.date) : Number.NaN;
    if (!Number.isNaN(date)) onDate?.(date);
    if (answer.statusCode !== 200) {
      await answer.body.dump();
      throw new FetchJsonError(
        answer.statusCode >= 500 || answer.statusCode === 429 ? 'unreachable' : 'bad_response',
        `status ${answer.statusCode}`,
      );
    }
    return await readBounded(answer.body, maxBytes);
  } catch (cause) {
    if (cause instanceof FetchJsonError) throw cause;
    throw new FetchJsonError('unreachable', 'no answer', { cause });
  }
}

/** A body's text; throws when it is longer than `maxBytes`. */
export async function readBounded(body: AsyncIterable<Uint8Array>, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    length += chunk.length;
    if (length > maxBytes) throw new FetchJsonError('bad_response', `more than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
