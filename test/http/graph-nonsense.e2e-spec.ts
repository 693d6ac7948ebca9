import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApiBeforeRawGraph } from '../helpers/api-before-raw-graph.js';
import { startApiBeforeRawGraph } from '../helpers/api-before-raw-graph.js';
import { exchangedBytes, statusesIn } from '../helpers/raw-connection.js';
import { says, saysFine } from '../helpers/raw-graph.js';

let system: ApiBeforeRawGraph;
beforeAll(async () => {
  system = await startApiBeforeRawGraph();
});
afterAll(() => system.close());

const JSON_HEAD = '200 OK\r\nContent-Type: application/json';
const CLOSE = ['Connection: close'];

describe('what is no answer of Graph’s', () => {
  it.each([
    ['no HTTP at all', (socket: { write(text: string): unknown }) => socket.write('nonsense\r\n\r\n')],
    ['a control character in a header', says(`${JSON_HEAD}\r\nETag: a\u0001b\r\nContent-Length: 2`, '{}')],
    ['two lengths', says(`${JSON_HEAD}\r\nContent-Length: 2\r\nContent-Length: 3`, '{}')],
    ['a length and chunks', says(`${JSON_HEAD}\r\nContent-Length: 2\r\nTransfer-Encoding: chunked`, '2\r\n{}\r\n')],
    ['headers without end', says(`${JSON_HEAD}\r\nX: ${'x'.repeat(40_000)}\r\nContent-Length: 2`, '{}')],
    ['JSON compressed unasked', says(`${JSON_HEAD}\r\nContent-Encoding: gzip\r\nContent-Length: 2`, '{}')],
    ['a change of protocol', says('101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade')],
  ])('G13 G14 is 502: %s', async (_name, answer) => {
    system.graph.answer = (socket, head) => void answer(socket, head);
    const bytes = await exchangedBytes(system.url, system.bytes('GET /v1.0/me HTTP/1.1', CLOSE));
    expect(statusesIn(bytes)).toEqual([502]);
    expect(bytes).toMatch(/"code":"graph_(?:bad_response|unavailable)"/);
  });
});

describe('B14 a 304', () => {
  it('may tell the length of what it does not carry', async () => {
    system.graph.answer = says('304 Not Modified\r\nETag: "a"\r\nContent-Type: application/json\r\nContent-Length: 5');
    const bytes = await exchangedBytes(system.url, system.bytes('GET /v1.0/me HTTP/1.1', CLOSE));
    expect(statusesIn(bytes)).toEqual([304]);
    expect(bytes.endsWith('\r\n\r\n')).toBe(true);
  });

  it('leaves the connection to the next request', async () => {
    system.graph.answer = says('304 Not Modified\r\nETag: "a"');
    const next = system.bytes('GET /health/live HTTP/1.1', CLOSE);
    expect(statusesIn(await exchangedBytes(system.url, system.bytes('GET /v1.0/me HTTP/1.1') + next))).toEqual([
      304, 200,
    ]);
  });
});

describe('G07 an answer that breaks off', () => {
  it.each([
    ['text', '200 OK\r\nContent-Type: text/plain\r\nContent-Length: 10'],
    ['chunked JSON', `${JSON_HEAD}\r\nTransfer-Encoding: chunked`],
  ])('never looks whole: %s', async (_name, head) => {
    system.graph.answer = (socket, received) => {
      says(head, '2\r\n{}\r\n')(socket, received);
      socket.end();
    };
    const bytes = await exchangedBytes(system.url, system.bytes('GET /v1.0/me HTTP/1.1', CLOSE));
    expect(bytes).not.toMatch(/\r\n0\r\n\r\n$/);
    const [, length] = /content-length: (\d+)/i.exec(bytes) ?? [];
    expect(bytes.length - bytes.indexOf('\r\n\r\n') - 4).not.toBe(Number(length));
  });

  it('is a reset where a connection’s end would be the end of the body', async () => {
    system.graph.answer = (socket, received) => {
      says('200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked', '2\r\n{}\r\n')(socket, received);
      socket.end();
    };
    const answer = exchangedBytes(system.url, system.bytes('GET /v1.0/me HTTP/1.0'));
    await expect(answer).rejects.toMatchObject({ code: 'ECONNRESET' });
  });

  it('is 502 where nothing has gone out yet', async () => {
    system.graph.answer = (socket, received) => {
      says(`${JSON_HEAD}\r\nContent-Length: 10`, '{}')(socket, received);
      socket.end();
    };
    const bytes = await exchangedBytes(system.url, system.bytes('GET /v1.0/me HTTP/1.1', CLOSE));
    expect(statusesIn(bytes)).toEqual([502]);
  });
});

describe('a request with a body that Graph does not answer', () => {
  it('is 502, and the failure is in the log', async () => {
    system.graph.answer = (socket) => socket.destroy();
    const before = system.log().length;
    const headers = ['Content-Type: application/json', 'Content-Length: 2', ...CLOSE];
    const bytes = await exchangedBytes(system.url, system.bytes('POST /v1.0/me/sendMail HTTP/1.1', headers, '{}'));
    expect(statusesIn(bytes)).toEqual([502]);
    expect(system.log().slice(before)).toMatch(/"level":"error".*"code":"graph_unavailable".*"event":"problem"/);
    system.graph.answer = saysFine;
  });
});
