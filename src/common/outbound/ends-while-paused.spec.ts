import { once } from 'node:events';
import type { Server } from 'node:net';
import { createServer } from 'node:net';
import type { Dispatcher } from 'undici';
import { afterEach, expect, it } from 'vitest';
import { Outbound } from './outbound.js';

const BODY = 'x'.repeat(300_000);

let server: Server;
const outbound = new Outbound({ extraCaFile: undefined, connectTimeoutMs: 5_000 });
afterEach(() => server.close());

/** Pauses at every piece; goes on after each but the last, after which nobody ever says so. */
class Reader implements Dispatcher.DispatchHandler {
  read = 0;

  constructor(private readonly ended: (error?: Error) => void) {}

  onRequestStart(): void {
    // Nothing to prepare.
  }

  onResponseStart(): void {
    // Of no interest.
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.read += chunk.length;
    controller.pause();
    if (this.read < BODY.length) setImmediate(() => controller.resume());
  }

  onResponseEnd(): void {
    this.ended();
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.ended(error);
  }
}

it.each([
  ['by its length', `Content-Length: ${BODY.length}`],
  ['by the end of its connection alone', 'Content-Type: text/plain'],
])(
  'an answer that is known to be whole %s ends with its connection, although its reader waits',
  async (_how, header) => {
    server = createServer((socket) => {
      socket.once('data', () => socket.end(`HTTP/1.1 200 OK\r\nConnection: close\r\n${header}\r\n\r\n${BODY}`));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('a TCP server has a port');
    const origin = `http://127.0.0.1:${address.port}`;
    const read = await new Promise((ended, broken) => {
      const reader: Reader = new Reader((error) => (error === undefined ? ended(reader.read) : broken(error)));
      outbound.agent({}).dispatch({ origin, path: '/', method: 'GET' }, reader);
    });
    expect(read).toBe(BODY.length);
  },
);
