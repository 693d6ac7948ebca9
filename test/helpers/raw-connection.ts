import { once } from 'node:events';
import type { Socket } from 'node:net';
import { connect } from 'node:net';

/** Sends these bytes to a loopback address; the connection stays open. */
export async function opened(origin: string, bytes: string): Promise<Socket> {
  const socket = connect({ host: '127.0.0.1', port: Number(new URL(origin).port) });
  await once(socket, 'connect');
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

/** The status codes of the answers in these bytes, in order. */
export function statusesIn(bytes: string): readonly number[] {
  return [...bytes.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));
}
