import { once } from 'node:events';
import type { Socket } from 'node:net';
import { createServer } from 'node:net';

/** A Graph that speaks bytes: for answers no HTTP server would write. */
export interface RawGraph {
  readonly origin: string;
  /** All bytes that have arrived, heads and bodies, of every connection; a test may empty it. */
  received: string;
  /** Connections open now. */
  readonly connections: ReadonlySet<Socket>;
  /** Called with each connection once a whole request head has arrived on it. */
  answer: (socket: Socket, head: string) => void;
  close(): Promise<void>;
}

/** Of what arrives, in characters. */
const MOST_KEPT = 16 * 1024 * 1024;

/** Starts it on a free port. */
export async function startRawGraph(): Promise<RawGraph> {
  const connections = new Set<Socket>();
  const server = createServer((socket) => {
    connections.add(socket);
    let head = '';
    socket.on('error', () => undefined);
    socket.on('close', () => connections.delete(socket));
    socket.on('data', (chunk: Buffer) => {
      const text = chunk.toString('latin1');
      if (graph.received.length < MOST_KEPT) graph.received += text;
      head += text;
      const end = head.indexOf('\r\n\r\n');
      if (end === -1) return;
      const whole = head.slice(0, end);
      head = '';
      graph.answer(socket, whole);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port');
  const graph: RawGraph = {
    origin: `http://127.0.0.1:${address.port}`,
    received: '',
    connections,
    answer: (socket) => socket.destroy(),
    close: async () => {
      for (const socket of connections) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
  return graph;
}

/** Answers with these bytes and leaves the connection open. */
export function says(head: string, body = ''): RawGraph['answer'] {
  return (socket) => void socket.write(`HTTP/1.1 ${head}\r\n\r\n${body}`, 'latin1');
}

/** A good answer of two bytes. */
export const saysFine = says('200 OK\r\nContent-Type: application/json\r\nContent-Length: 2', '{}');
