import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApiBeforeRawGraph } from '../helpers/api-before-raw-graph.js';
import { startApiBeforeRawGraph } from '../helpers/api-before-raw-graph.js';
import { opened } from '../helpers/raw-connection.js';

let system: ApiBeforeRawGraph;
beforeAll(async () => {
  system = await startApiBeforeRawGraph();
});
afterAll(() => system.close());

describe('a caller that goes away', () => {
  it('L07 ends the calls to Graph of all its requests, also of those that wait for their turn', async () => {
    let asked = 0;
    system.graph.answer = (socket, head) => {
      asked += 1;
      // The first never begins; the second is more than any buffer on its way holds.
      if (head.startsWith('GET /v1.0/me ')) return;
      socket.write('HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 100000000\r\n\r\n');
      const send = (): void => {
        while (socket.writable && socket.write(Buffer.alloc(65_536)));
      };
      socket.on('drain', send);
      send();
    };
    const caller = await opened(
      system.url,
      system.bytes('GET /v1.0/me HTTP/1.1') + system.bytes('GET /v1.0/large HTTP/1.1'),
    );
    await expect.poll(() => asked, { timeout: 10_000 }).toBe(2);
    expect(system.graph.connections.size).toBe(2);
    caller.destroy();
    await expect.poll(() => system.graph.connections.size, { timeout: 10_000 }).toBe(0);
  });

  it('is in the log with what it asked for', async () => {
    let asked = 0;
    system.graph.answer = () => (asked += 1);
    const caller = await opened(system.url, system.bytes('GET /v1.0/me HTTP/1.1'));
    await expect.poll(() => asked, { timeout: 10_000 }).toBe(1);
    const before = system.log().length;
    caller.destroy();
    await expect
      .poll(() => system.log().slice(before), { timeout: 10_000 })
      .toMatch(/"brokenOff":true,"event":"request"/);
  });
});
