import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApiBeforeRawGraph } from '../helpers/api-before-raw-graph.js';
import { startApiBeforeRawGraph } from '../helpers/api-before-raw-graph.js';
import { exchangedBytes, opened, statusesIn } from '../helpers/raw-connection.js';
import { saysFine } from '../helpers/raw-graph.js';

let system: ApiBeforeRawGraph;
beforeAll(async () => {
  system = await startApiBeforeRawGraph();
});
afterAll(() => system.close());

describe('pipelined requests', () => {
  it('H26 are answered in order, each by its own credential', async () => {
    system.graph.answer = saysFine;
    const answers = await exchangedBytes(
      system.url,
      system.bytes('GET /v1.0/me HTTP/1.1') +
        system.bytes('GET /v1.0/me HTTP/1.1', [], '', 'a.b.c') +
        system.bytes('GET /v1.0/me HTTP/1.1', ['Connection: close']),
    );
    expect(statusesIn(answers)).toEqual([200, 401, 200]);
  });

  it('are answered although nonsense follows them, and the nonsense is not', async () => {
    let finish: (() => void) | undefined;
    system.graph.answer = (socket, head) => (finish = () => saysFine(socket, head));
    const answers = exchangedBytes(system.url, `${system.bytes('GET /v1.0/me HTTP/1.1')}NONSENSE\r\n\r\n`);
    await expect.poll(() => finish, { timeout: 10_000 }).toBeDefined();
    finish?.();
    expect(statusesIn(await answers)).toEqual([200]);
  });

  it('may be followed by nonsense once they have been answered: that is 400', async () => {
    const socket = await opened(system.url, system.bytes('GET /health/live HTTP/1.1'));
    let received = '';
    socket.on('data', (chunk: Buffer) => (received += chunk.toString('latin1')));
    await expect.poll(() => received, { timeout: 10_000 }).toContain('"ok"');
    socket.write('NONSENSE\r\n\r\n');
    await once(socket, 'close');
    expect(statusesIn(received)).toEqual([200, 400]);
    expect(received).toContain('"code":"invalid_request"');
  });
});
