import { constants, brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApiBeforeRawGraph } from '../helpers/api-before-raw-graph.js';
import { startApiBeforeRawGraph } from '../helpers/api-before-raw-graph.js';
import { conversation, exchangedBytes, headerIn, statusesIn } from '../helpers/raw-connection.js';
import type { RawGraph } from '../helpers/raw-graph.js';

const CLOSE = ['Connection: close'];
const MIB = 1024 * 1024;

let system: ApiBeforeRawGraph;
beforeAll(async () => {
  system = await startApiBeforeRawGraph();
});
afterAll(() => system.close());

const says =
  (encoding: string, body: Buffer, type = 'application/json'): RawGraph['answer'] =>
  (socket) => {
    socket.write(
      `HTTP/1.1 200 OK\r\nContent-Type: ${type}\r\nContent-Encoding: ${encoding}\r\nContent-Length: ${body.length}\r\nETag: "a"\r\n\r\n`,
    );
    socket.write(body);
  };
/** The body of an answer in chunks, or of one with a length. */
const bodyOf = (bytes: string): string => {
  const body = bytes.slice(bytes.indexOf('\r\n\r\n') + 4);
  if (headerIn(bytes, 'transfer-encoding') !== 'chunked') return body;
  let whole = '';
  for (let at = 0; at < body.length;) {
    const end = body.indexOf('\r\n', at);
    const length = Number.parseInt(body.slice(at, end), 16);
    whole += body.slice(end + 2, end + 2 + length);
    at = end + length + 4;
  }
  return whole;
};
const get = (path: string, headers = CLOSE): Promise<string> =>
  exchangedBytes(system.url, system.bytes(`GET ${path} HTTP/1.1`, headers));

describe('H20 JSON that comes compressed unasked', () => {
  const page = (): string =>
    JSON.stringify({
      value: Array.from({ length: 3000 }, (_, id) => ({ id })),
      '@odata.nextLink': `${system.graph.origin}/v1.0/me/messages?$skip=10`,
    });
  it.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
    ['GZIP', gzipSync],
  ])('is inflated, and its links lead here: %s', async (encoding, compress) => {
    system.graph.answer = says(encoding, compress(page()));
    const bytes = await get('/v1.0/me/messages');
    expect(statusesIn(bytes)).toEqual([200]);
    expect(bodyOf(bytes)).toBe(page().replace(system.graph.origin, system.url));
    expect(headerIn(bytes, 'content-encoding')).toBeUndefined();
    expect(headerIn(bytes, 'content-length')).toBeUndefined();
    expect(headerIn(bytes, 'etag')).toBe('"a"');
  });

  it('is broken off where it inflates beyond all measure', async () => {
    const bomb = gzipSync(Buffer.alloc(200 * MIB, ' '), { level: constants.Z_BEST_COMPRESSION });
    system.graph.answer = says('gzip', bomb);
    const before = process.memoryUsage.rss();
    const caller = await conversation(system.url, system.bytes('GET /v1.0/me/messages HTTP/1.1'));
    await expect.poll(caller.ended, { timeout: 10_000 }).toBe(true);
    expect(caller.heard().length).toBeLessThan(40 * MIB);
    expect(caller.heard()).not.toMatch(/\r\n0\r\n\r\n$/);
    expect(process.memoryUsage.rss() - before).toBeLessThan(200 * MIB);
    await expect.poll(() => system.graph.connections.size, { timeout: 10_000 }).toBe(0);
  });

  it.each([
    ['is not what its header says', 'gzip', Buffer.from('{"value":[]}')],
    ['is encoded in a way nobody knows', 'zstd', Buffer.from('{}')],
    ['is encoded twice', 'gzip, gzip', gzipSync(gzipSync('{}'))],
  ])('is 502 where it %s', async (_how, encoding, body) => {
    system.graph.answer = says(encoding, body);
    const bytes = await get('/v1.0/me/messages');
    expect(statusesIn(bytes)).toEqual([502]);
    expect(bytes).toContain('"code":"graph_bad_response"');
  });

  it('is broken off where it is cut', async () => {
    const whole = gzipSync(Buffer.from(Array.from({ length: 200_000 }, (_, id) => `{"id":${id * id}}`).join('')));
    system.graph.answer = says('gzip', whole.subarray(0, whole.length / 2));
    const bytes = await get('/v1.0/me/messages');
    expect(statusesIn(bytes)).toEqual([200]);
    expect(bytes).not.toMatch(/\r\n0\r\n\r\n$/);
  });

  it('has no body by HEAD', async () => {
    system.graph.answer = (socket) =>
      void socket.write(
        'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\nContent-Length: 40\r\n\r\n',
      );
    const bytes = await exchangedBytes(system.url, system.bytes('HEAD /v1.0/me/messages HTTP/1.1', CLOSE));
    expect(statusesIn(bytes)).toEqual([200]);
    expect(headerIn(bytes, 'content-encoding')).toBeUndefined();
    expect(bytes.endsWith('\r\n\r\n')).toBe(true);
  });
});

describe('G17 bytes that come compressed', () => {
  it('pass untouched where the caller asked for it and no links can be in them', async () => {
    const body = gzipSync('a picture');
    system.graph.received = '';
    system.graph.answer = says('gzip', body, 'image/jpeg');
    const bytes = await get('/v1.0/me/photo/$value', [...CLOSE, 'Accept-Encoding: gzip, br']);
    expect(statusesIn(bytes)).toEqual([200]);
    expect(headerIn(bytes, 'content-encoding')).toBe('gzip');
    expect(headerIn(bytes, 'content-length')).toBe(String(body.length));
    expect(bodyOf(bytes)).toBe(body.toString('latin1'));
    expect(headerIn(system.graph.received, 'accept-encoding')).toBe('gzip, br');
  });

  it('are not asked for where links can be in them', async () => {
    system.graph.received = '';
    system.graph.answer = says('identity', Buffer.from('{}'));
    await get('/v1.0/me/messages', [...CLOSE, 'Accept-Encoding: gzip, br']);
    expect(headerIn(system.graph.received, 'accept-encoding')).toBe('identity');
  });
});
