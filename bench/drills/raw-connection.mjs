// Connections on which anything can be said, at any pace.
import { once } from 'node:events';
import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';

/** Straight to a replica. */
export async function toReplica({ port }) {
  const socket = connect(port, '127.0.0.1');
  // Whoever is cut off has been heard of by `close`.
  socket.on('error', () => undefined);
  await Promise.race([once(socket, 'connect'), once(socket, 'close')]);
  return socket;
}

/** To nginx, with TLS. */
export async function toNginx({ port, ca }) {
  const socket = connectTls({ port, host: '127.0.0.1', servername: 'api.drills.example', ca });
  socket.on('error', () => undefined);
  await Promise.race([once(socket, 'secureConnect'), once(socket, 'close')]);
  return socket;
}

/** So many of them, a few at a time. */
export async function manyConnections(count, open) {
  const sockets = [];
  let opened = 0;
  const opener = async () => {
    while (opened < count) {
      opened += 1;
      sockets.push(await open());
    }
  };
  await Promise.all(Array.from({ length: 32 }, opener));
  return sockets;
}

/** The head of a request, without the empty line that ends it. */
export function head({ publicUrl }, method, path, headers = {}) {
  const lines = Object.entries({ host: new URL(publicUrl).host, ...headers }).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${method} ${path} HTTP/1.1\r\n${lines.join('')}`;
}
