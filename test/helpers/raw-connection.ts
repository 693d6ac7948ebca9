import { once } from 'node:events';
import type { Socket } from 'node:net';
import { connect } from 'node:net';

/** Sends these bytes to a loopback address; the connection stays open. Where the server breaks it, it closes. */
export async function opened(origin: string, bytes: string): Promise<Socket> {
  const socket = connect({ host: '127.0.0.1', port: Number(new URL(origin).port) });
  await once(socket, 'connect');
  socket.on('error', () => undefined);
  socket.write(bytes, 'latin1');
  return socket;
}

/** Sends these bytes and answers with all that came back until the server ended the connection. */
export async function exchangedBytes(origin: string, bytes: string): Promise<string> {
  const socket = await opened(origin, bytes);
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  await once(socket, 'close');
  return Buffer.concat(chunks).toString('latin1');
}

/** A connection on which more is sent and read piece by piece. */
export interface Conversation {
  readonly socket: Socket;
  /** All that has come back. */
  readonly heard: () => string;
  /** Whether the server has ended it, by closing or resetting. */
  readonly ended: () => boolean;
  /** How many bytes the server has let in. */
  readonly sent: () => number;
}

/** Sends these bytes and then goes on, also where the server breaks off. */
export async function conversation(origin: string, bytes: string): Promise<Conversation> {
  const socket = await opened(origin, bytes);
  const chunks: Buffer[] = [];
  let ended = false;
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  socket.on('error', () => undefined);
  socket.on('end', () => (ended = true));
  socket.on('close', () => (ended = true));
  return {
    socket,
    heard: () => Buffer.concat(chunks).toString('latin1'),
    ended: () => ended,
    sent: () => socket.bytesWritten - socket.writableLength,
  };
}

/** Writes this again and again, as fast as it is taken, until the connection ends. */
export function flood({ socket }: Conversation, piece: Buffer): void {
  const send = (): void => {
    while (socket.writable && socket.write(piece));
  };
  socket.on('drain', send);
  send();
}

/** The status codes of the answers in these bytes, in order. */
export function statusesIn(bytes: string): readonly number[] {
  return [...bytes.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));
}

/** The value of a header in these bytes, of the first answer that has it. */
export function headerIn(bytes: string, name: string): string | undefined {
  return new RegExp(`\\r\\n${name}: ([^\\r]*)`, 'i').exec(bytes)?.[1];
}
