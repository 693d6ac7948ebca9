import { once } from 'node:events';
import type { Server, Socket } from 'node:net';
import { createServer } from 'node:net';
import type { Dispatcher } from 'undici';
import { afterEach, describe, expect, it } from 'vitest';
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

/** A server that answers every request by this, and where it listens. */
async function answering(answer: (socket: Socket) => void): Promise<string> {
  server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => answer(socket));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port');
  return `http://127.0.0.1:${address.port}`;
}

it.each([
  ['by its length', `Content-Length: ${BODY.length}`],
  ['by the end of its connection alone', 'Content-Type: text/plain'],
])(
  'an answer that is known to be whole %s ends with its connection, although its reader waits',
  async (_how, header) => {
    const origin = await answering((socket) =>
      socket.end(`HTTP/1.1 200 OK\r\nConnection: close\r\n${header}\r\n\r\n${BODY}`),
    );
    const read = await new Promise((ended, broken) => {
      const reader: Reader = new Reader((error) => (error === undefined ? ended(reader.read) : broken(error)));
      outbound.agent({}).dispatch({ origin, path: '/', method: 'GET' }, reader);
    });
    expect(read).toBe(BODY.length);
  },
);

describe.each([
  ['a length', `Content-Length: ${BODY.length}`, 'some'],
  ['chunks', 'Transfer-Encoding: chunked', '4\r\nsome\r\n'],
  ['the end of its connection alone', 'Content-Type: text/plain', 'some'],
])('an answer with %s', (_end, header, body) => {
  it.each([
    ['waits', (controller: Dispatcher.DispatchController) => controller.pause()],
    ['reads on', () => undefined],
  ])('is broken off where its connection is reset while its reader %s', async (_how, onData) => {
    let reset: () => void = () => undefined;
    const origin = await answering((socket) => {
      reset = () => socket.resetAndDestroy();
      socket.write(`HTTP/1.1 200 OK\r\nConnection: close\r\n${header}\r\n\r\n${body}`);
    });
    const outcome = await new Promise<Error | 'whole'>((ended) => {
      const reader = new Reader((error) => ended(error ?? 'whole'));
      reader.onResponseData = (controller) => {
        onData(controller);
        reset();
      };
      outbound.agent({}).dispatch({ origin, path: '/', method: 'GET' }, reader);
    });
    expect(outcome).toBeInstanceOf(Error);
  });
});
