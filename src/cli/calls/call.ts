import type { Dispatcher } from 'undici';
import { request } from 'undici';
import { CliError } from '../cli.errors.js';
import type { Session } from '../session.js';
import { unreachable } from '../unreachable.js';

/** One request; its body is held whole, so that it can be sent again. */
export interface Call {
  readonly method: 'GET' | 'POST';
  readonly address: string;
  readonly body?: Buffer;
  readonly contentType?: string;
}

const MOST_REDIRECTS = 5;

/**
 * Sends it with the token. Redirects of a GET are followed, as Graph sends a file's reader to where the file lies; the
 * token goes to no other server than the first.
 */
export async function send(session: Session, call: Call, token: string): Promise<Dispatcher.ResponseData> {
  const { origin } = new URL(call.address);
  let { address } = call;
  for (let redirects = 0; ; redirects++) {
    const answer = await sendOnce(
      session,
      { ...call, address },
      new URL(address).origin === origin ? token : undefined,
    );
    const { location } = answer.headers;
    const moved =
      call.method === 'GET' && answer.statusCode >= 300 && answer.statusCode < 400 && answer.statusCode !== 304;
    if (!moved || typeof location !== 'string') return answer;
    await answer.body.dump();
    const next = URL.canParse(location, address) ? new URL(location, address) : undefined;
    // Where a file lies is a secret too: not in the clear after https.
    const isOpen = next?.protocol === 'https:' || (next?.protocol === 'http:' && address.startsWith('http:'));
    if (redirects === MOST_REDIRECTS || next === undefined || !isOpen)
      throw new CliError('redirects', `${origin} sends to where it cannot be followed, or on and on.`, {
        remedy: 'Look at the addresses with -v.',
      });
    address = next.href;
  }
}

async function sendOnce(
  { dispatcher, trace }: Session,
  { method, address, body, contentType }: Call,
  token: string | undefined,
): Promise<Dispatcher.ResponseData> {
  const headers = {
    accept: 'application/json, */*;q=0.5',
    'user-agent': 'behalf-cli',
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
    ...(body !== undefined && { 'content-type': contentType ?? 'application/json' }),
  };
  const startedAt = Date.now();
  trace.sent(method, address, headers);
  try {
    const answer = await request(address, { dispatcher, method, headers, ...(body !== undefined && { body }) });
    trace.received(answer.statusCode, startedAt, answer.headers);
    return answer;
  } catch (error) {
    throw unreachable(new URL(address).origin, error);
  }
}
