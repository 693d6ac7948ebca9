import type { Server, Socket } from 'node:net';
import { createServer } from 'node:net';
import { systemErrorCode } from './system-error.js';

/** A server that listens. */
export interface Listening {
  readonly port: number;
  /** Stops listening and cuts the connections that are left. */
  close(): Promise<void>;
}

/**
 * Listens on a host and port (0: any free one). `localhost` means both loopback addresses, because clients differ in
 * which of the two they try first; a machine without IPv6 has only one. Throws EADDRINUSE when the port is taken.
 */
export async function listen(server: Server, host: string, port: number): Promise<Listening> {
  const sockets = new Set<Socket>();
  const remember = (socket: Socket): void => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  };
  server.on('connection', remember);

  const servers = [server];
  const actual = await bind(server, host === 'localhost' ? '127.0.0.1' : host, port);
  if (host === 'localhost') {
    const second = createServer((socket) => server.emit('connection', socket));
    try {
      await bind(second, '::1', actual);
      servers.push(second);
    } catch (error) {
      if (!isMissingFamily(error) && port !== 0) {
        server.close();
        throw error;
      }
    }
  }
  return {
    port: actual,
    close: async () => {
      const closed = servers.map((each) => new Promise<void>((resolve) => each.close(() => resolve())));
      for (const socket of sockets) socket.destroy();
      await Promise.all(closed);
    },
  };
}

function bind(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port }, () => {
      server.off('error', reject);
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

function isMissingFamily(error: unknown): boolean {
  return ['EADDRNOTAVAIL', 'EAFNOSUPPORT'].includes(systemErrorCode(error) ?? '');
}
