import { once } from 'node:events';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ApiBeforeRawGraph } from '../helpers/api-before-raw-graph.js';
import { startApiBeforeRawGraph } from '../helpers/api-before-raw-graph.js';
import { conversation, exchangedBytes, opened, statusesIn } from '../helpers/raw-connection.js';
import { saysFine } from '../helpers/raw-graph.js';

const requestBodyWindowMs = 300;
const HEADERS = ['Content-Type: application/json', 'Content-Length: 100000'];
const WITHIN = { timeout: 10_000, interval: 10 };

let system: ApiBeforeRawGraph;
beforeAll(async () => {
  system = await startApiBeforeRawGraph({ limits: { requestBodyWindowMs, requestHeadersTimeoutMs: 500 } });
});
afterAll(() => system.close());
beforeEach(() => {
  system.graph.received = '';
  system.graph.answer = () => undefined;
});

describe('L02 a body that comes byte by byte', () => {
  it('is 408, and the call to Graph ends', async () => {
    const caller = await conversation(system.url, system.bytes('POST /v1.0/me/sendMail HTTP/1.1', HEADERS, '{'));
    const drip = setInterval(() => caller.socket.write('x'), requestBodyWindowMs / 3);
    await expect.poll(caller.ended, WITHIN).toBe(true);
    clearInterval(drip);
    expect(statusesIn(caller.heard())).toEqual([408]);
    expect(caller.heard()).toContain('"code":"request_timeout"');
    await expect.poll(() => system.graph.connections.size, WITHIN).toBe(0);
  });

  it('is 408 where no more comes', async () => {
    const bytes = await exchangedBytes(system.url, system.bytes('POST /v1.0/me/sendMail HTTP/1.1', HEADERS, '{'));
    expect(statusesIn(bytes)).toEqual([408]);
  });

  it('is 408 where nothing comes at all, and Graph hears nothing of it', async () => {
    const bytes = await exchangedBytes(system.url, system.bytes('POST /v1.0/me/sendMail HTTP/1.1', HEADERS));
    expect(statusesIn(bytes)).toEqual([408]);
    expect(system.graph.received).toBe('');
  });

  it('is 502 where Graph loses patience first, and holds back nobody who asks the same part of Graph', async () => {
    system.graph.answer = (socket, head) => (head.startsWith('POST') ? socket.destroy() : saysFine(socket, head));
    const broken = Array.from({ length: 12 }, async (_, user) => {
      const token = system.tokenOf(`00000000-0000-4000-8000-0000000000${user + 10}`);
      const bytes = system.bytes('POST /v1.0/me/sendMail HTTP/1.1', HEADERS, '{', token);
      return statusesIn(await exchangedBytes(system.url, bytes));
    });
    expect(new Set((await Promise.all(broken)).flat())).toEqual(new Set([502]));
    const asked = system.bytes('GET /v1.0/me/messages HTTP/1.1', ['Connection: close']);
    expect(statusesIn(await exchangedBytes(system.url, asked))).toEqual([200]);
  });

  it('may take as long as it needs where it keeps coming', async () => {
    system.graph.answer = (socket, head) => {
      socket.on('data', () => {
        if (system.graph.received.endsWith('x'.repeat(40_000))) saysFine(socket, head);
      });
    };
    const caller = await conversation(
      system.url,
      system.bytes('POST /v1.0/me/sendMail HTTP/1.1', ['Content-Type: text/plain', 'Content-Length: 40000']),
    );
    let left = 40;
    const steps = setInterval(() => {
      caller.socket.write('x'.repeat(1000));
      left -= 1;
      if (left === 0) clearInterval(steps);
    }, requestBodyWindowMs / 20);
    await expect.poll(() => statusesIn(caller.heard()), WITHIN).toEqual([200]);
    caller.socket.destroy();
  });
});

describe('L01 headers that do not end', () => {
  it('are 408', async () => {
    const socket = await opened(system.url, 'GET /v1.0/me HTTP/1.1\r\nHost: x\r\n');
    let heard = '';
    socket.on('data', (chunk: Buffer) => (heard += chunk.toString('latin1')));
    await once(socket, 'close');
    expect(statusesIn(heard)).toEqual([408]);
  });
});
