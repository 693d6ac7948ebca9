// Connections on which anything can be said, at any pace.
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { connect as connectTls } from 'node:tls';
import { DOMAIN } from './names.mjs';

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
  const socket = connectTls({ port, host: '127.0.0.1', servername: `api.${DOMAIN}`, ca });
  socket.on('error', () => undefined);
  await Promise.race([once(socket, 'secureConnect'), once(socket, 'close')]);
  return socket;
}

/** So many of them, at most so many a second. */
export async function manyConnections(count, open, aSecond = 1_000) {
  const sockets = [];
  const began = performance.now();
  let begun = 0;
  const opener = async () => {
    while (begun < count) {
      const ahead = began + (begun / aSecond) * 1_000 - performance.now();
      begun += 1;
      if (ahead > 10) await pause(ahead);
      sockets.push(await open());
    }
  };
  await Promise.all(Array.from({ length: 16 }, opener));
  return sockets;
}

/** The head of a request, without the empty line that ends it. */
export function head({ publicUrl }, method, path, headers = {}) {
  const lines = Object.entries({ host: new URL(publicUrl).host, ...headers }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  );
  return `${method} ${path} HTTP/1.1\r\n${lines.join('')}`;
}
