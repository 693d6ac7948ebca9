import { once } from 'node:events';
import { connect } from 'node:net';

/** An answer as it came over the wire. */
export interface RawAnswer {
  readonly status: number;
  /** Names in lower case; of several of one name the last. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/**
 * Sends exactly these lines and what follows them to a loopback address, waits until the server has ended the
 * connection. `from` is the address of the sender.
 */
export async function rawRequest(
  origin: string,
  lines: readonly string[],
  { body = '', from = '127.0.0.1' } = {},
): Promise<RawAnswer> {
  const { port, host } = new URL(origin);
  const socket = connect({ host: '127.0.0.1', port: Number(port), localAddress: from });
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  await once(socket, 'connect');
  const [requestLine = '', ...headers] = lines;
  socket.write([requestLine, `Host: ${host}`, 'Connection: close', ...headers, '', body].join('\r\n'));
  await once(socket, 'close');
  return parsed(Buffer.concat(chunks).toString('latin1'));
}

function parsed(answer: string): RawAnswer {
  const end = answer.indexOf('\r\n\r\n');
  const [statusLine = '', ...lines] = answer.slice(0, end).split('\r\n');
  const headers = lines.map((line) => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const;
  });
  return {
    status: Number(statusLine.split(' ')[1]),
    headers: Object.fromEntries(headers),
    text: answer.slice(end + 4),
  };
}
