import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ApiBeforeRawGraph } from '../helpers/api-before-raw-graph.js';
import { startApiBeforeRawGraph } from '../helpers/api-before-raw-graph.js';
import { conversation, exchangedBytes, headerIn, statusesIn } from '../helpers/raw-connection.js';
import { says, saysFine } from '../helpers/raw-graph.js';

const CLOSE = ['Connection: close'];
const ORIGIN = 'https://app.example';
const WITHIN = { timeout: 10_000, interval: 10 };

let system: ApiBeforeRawGraph;
beforeAll(async () => {
  system = await startApiBeforeRawGraph({ environment: { CORS_ORIGINS: ORIGIN } });
});
afterAll(() => system.close());
beforeEach(() => {
  system.graph.received = '';
  system.graph.answer = saysFine;
});

const get = (headers: readonly string[], token?: string): Promise<string> =>
  exchangedBytes(system.url, system.bytes('GET /v1.0/me HTTP/1.1', [...headers, ...CLOSE], '', token));

describe('H14 a Host that is none of ours', () => {
  const withHosts = (...hosts: readonly string[]): Promise<string> =>
    exchangedBytes(
      system.url,
      [
        'GET /v1.0/me HTTP/1.1',
        ...hosts.map((host) => `Host: ${host}`),
        ...CLOSE,
        `Authorization: Bearer ${system.token}`,
        '',
        '',
      ].join('\r\n'),
    );

  it('is 400, also where ours stands beside it', async () => {
    const own = new URL(system.url).host;
    for (const hosts of [
      ['evil.example'],
      [own, 'evil.example'],
      ['evil.example', own],
      [own, own],
      [`a/b@${own}`],
      [`${own}@evil`],
      [''],
      [],
    ]) {
      const bytes = await withHosts(...hosts);
      expect([hosts, statusesIn(bytes)]).toEqual([hosts, [400]]);
    }
    expect(system.graph.received).toBe('');
  });

  it('is not what Graph is told', async () => {
    await withHosts(new URL(system.url).host.toUpperCase());
    expect(headerIn(system.graph.received, 'host')).toBe(new URL(system.graph.origin).host);
  });
});

it('H22 refuses two thousand headers', async () => {
  const bytes = await get(Array.from({ length: 2000 }, () => 'a: b'));
  expect(statusesIn(bytes)).toEqual([431]);
  expect(bytes).toContain('"code":"headers_too_large"');
});

describe('H23 a body that waits to be asked for', () => {
  const HEADERS = ['Content-Type: application/json', 'Content-Length: 2', 'Expect: 100-continue'];

  it('is asked of callers', async () => {
    const caller = await conversation(system.url, system.bytes('POST /v1.0/me/sendMail HTTP/1.1', HEADERS));
    await expect.poll(caller.heard, WITHIN).toBe('HTTP/1.1 100 Continue\r\n\r\n');
    caller.socket.write('{}');
    await expect.poll(() => statusesIn(caller.heard()), WITHIN).toEqual([100, 200]);
    expect(system.graph.received.endsWith('{}')).toBe(true);
    expect(headerIn(system.graph.received, 'expect')).toBeUndefined();
    caller.socket.destroy();
  });

  it('is not asked of strangers, nor where nothing is done with it', async () => {
    const bytes = await exchangedBytes(system.url, system.bytes('POST /v1.0/me/sendMail HTTP/1.1', HEADERS, '', ''));
    expect(statusesIn(bytes)).toEqual([401]);
    const long = HEADERS.map((line) => line.replace(/: 2$/, ': 99999999'));
    const tooLong = await exchangedBytes(system.url, system.bytes('POST /v1.0/me/sendMail HTTP/1.1', long));
    expect(statusesIn(tooLong)).toEqual([413]);
    const read = await exchangedBytes(system.url, system.bytes('GET /v1.0/me HTTP/1.1', HEADERS));
    expect(statusesIn(read)).toEqual([200]);
  });
});

describe('H23 an expectation that nobody knows', () => {
  const HEADERS = ['Expect: the-unexpected', `Origin: ${ORIGIN}`, ...CLOSE];

  it('is passed over', async () => {
    const body = ['Content-Type: application/json', 'Content-Length: 2', ...HEADERS];
    const bytes = await exchangedBytes(system.url, system.bytes('POST /v1.0/me/sendMail HTTP/1.1', body, '{}'));
    expect(statusesIn(bytes)).toEqual([200]);
    expect(headerIn(system.graph.received, 'expect')).toBeUndefined();
  });

  it('hides no refusal', async () => {
    const bytes = await exchangedBytes(system.url, system.bytes('GET /v1.0/me HTTP/1.1', HEADERS, '', ''));
    expect(statusesIn(bytes)).toEqual([401]);
    expect(headerIn(bytes, 'access-control-allow-origin')).toBe(ORIGIN);
    expect(headerIn(bytes, 'cache-control')).toBe('no-store');
  });
});

it.each([
  ['CONNECT evil.example:443 HTTP/1.1', 'invalid_path'],
  ['CONNECT /v1.0/me HTTP/1.1', 'method_not_allowed'],
])('answers and logs %s, and opens no tunnel', async (requestLine, code) => {
  const before = system.log().length;
  const bytes = await exchangedBytes(system.url, system.bytes(requestLine, [], 'GET / HTTP/1.1\r\n\r\n'));
  const [status] = statusesIn(bytes);
  expect([statusesIn(bytes).length, /"code":"(\w+)"/.exec(bytes)?.[1]]).toEqual([1, code]);
  expect(status).toBe(code === 'invalid_path' ? 400 : 405);
  await expect.poll(() => system.log().slice(before), WITHIN).toContain(`"method":"CONNECT"`);
  expect(system.graph.received).toBe('');
});

it('H26 answers CONNECT after what was asked before it', async () => {
  let goOn: (() => void) | undefined;
  system.graph.answer = (socket, request) => (goOn = () => saysFine(socket, request));
  const bytes = `${system.bytes('GET /v1.0/me HTTP/1.1')}${system.bytes('CONNECT evil.example:443 HTTP/1.1')}`;
  const caller = await conversation(system.url, bytes);
  await expect.poll(() => goOn, WITHIN).toBeDefined();
  goOn?.();
  await expect.poll(caller.ended, WITHIN).toBe(true);
  expect(statusesIn(caller.heard())).toEqual([200, 400]);
});

describe('H10 H32 the encodings a caller likes', () => {
  const photo = (headers: readonly string[]): Promise<string> =>
    exchangedBytes(system.url, system.bytes('GET /v1.0/me/photo/$value HTTP/1.1', [...headers]));

  it('reach Graph where its answer is bytes', async () => {
    expect(statusesIn(await photo(['Accept-Encoding: gzip', ...CLOSE]))).toEqual([200]);
    expect(headerIn(system.graph.received, 'accept-encoding')).toBe('gzip');
  });

  it('H10 are of this hop where Connection names them', async () => {
    expect(statusesIn(await photo(['Accept-Encoding: gzip', 'Connection: close, accept-encoding']))).toEqual([200]);
    expect(headerIn(system.graph.received, 'accept-encoding')).toBe('identity');
  });

  it('H32 are 400 in bytes of no clear meaning', async () => {
    expect(statusesIn(await photo(['Accept-Encoding: \u00e9gzip', ...CLOSE]))).toEqual([400]);
    expect(system.graph.received).toBe('');
  });
});

it('H28 answers HEAD like GET, without a body', async () => {
  system.graph.answer = says('200 OK\r\nContent-Type: application/json\r\nETag: "a"\r\nContent-Length: 2');
  const bytes = await exchangedBytes(system.url, system.bytes('HEAD /v1.0/me HTTP/1.1', CLOSE));
  expect(statusesIn(bytes)).toEqual([200]);
  expect(headerIn(bytes, 'etag')).toBe('"a"');
  expect(bytes.endsWith('\r\n\r\n')).toBe(true);
  expect(system.graph.received).toMatch(/^HEAD \/v1\.0\/me /);
});

it('H29 answers a preflight without a token', async () => {
  const preflight = (origin: string): Promise<string> =>
    exchangedBytes(
      system.url,
      system.bytes(
        'OPTIONS /v1.0/me HTTP/1.1',
        [
          `Origin: ${origin}`,
          'Access-Control-Request-Method: GET',
          'Access-Control-Request-Headers: authorization',
          ...CLOSE,
        ],
        '',
        '',
      ),
    );
  const bytes = await preflight(ORIGIN);
  expect(statusesIn(bytes)).toEqual([204]);
  expect(headerIn(bytes, 'access-control-allow-origin')).toBe(ORIGIN);
  expect(headerIn(await preflight('https://evil.example'), 'access-control-allow-origin')).toBeUndefined();
  expect(system.graph.received).toBe('');
});

it.each([
  ['with links in it', '/v1.0/me', 'application/json'],
  ['that goes straight on', '/v1.0/me/photo/$value', 'image/jpeg'],
])('writes no header of an answer %s twice, whatever Graph sends beside it', async (_kind, path, type) => {
  const own = ['Vary: Accept', 'Cache-Control: public', 'X-Content-Type-Options: a', 'RateLimit-Limit: 1', 'Date: now'];
  const cors = ['Access-Control-Allow-Origin: *', 'Access-Control-Expose-Headers: a', 'Content-Disposition: inline'];
  system.graph.answer = says(
    ['200 OK', `Content-Type: ${type}`, 'Content-Length: 2', ...own, ...cors].join('\r\n'),
    '{}',
  );
  const headers = [`Origin: ${ORIGIN}`, ...CLOSE];
  const bytes = await exchangedBytes(system.url, system.bytes(`GET ${path} HTTP/1.1`, headers));
  expect(statusesIn(bytes)).toEqual([200]);
  const [head = ''] = bytes.split('\r\n\r\n');
  const names = head
    .split('\r\n')
    .slice(1)
    .map((line) => line.split(':', 1).join().toLowerCase());
  expect(names).toContain('access-control-allow-origin');
  expect(names).toEqual([...new Set(names)]);
});

describe('H31 a wish for another protocol', () => {
  it.each([
    ['h2c', ['Connection: Upgrade, HTTP2-Settings, close', 'Upgrade: h2c', 'HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA']],
    [
      'websocket',
      [
        'Connection: Upgrade',
        'Upgrade: websocket',
        'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
        'Sec-WebSocket-Version: 13',
      ],
    ],
  ])('is passed over: %s', async (_name, headers) => {
    const caller = await conversation(system.url, system.bytes('GET /v1.0/me HTTP/1.1', headers));
    await expect.poll(() => statusesIn(caller.heard()), WITHIN).toEqual([200]);
    caller.socket.destroy();
    expect(headerIn(system.graph.received, 'upgrade')).toBeUndefined();
  });
});

describe('one connection with many requests', () => {
  it('keeps nothing of those that are done', async () => {
    const warnings: Error[] = [];
    const keep = (warning: Error): void => void warnings.push(warning);
    process.on('warning', keep);
    const body = ['Content-Type: application/json', 'Content-Length: 2'];
    const caller = await conversation(system.url, '');
    for (let request = 1; request <= 30; request += 1) {
      caller.socket.write(
        request % 2 === 0
          ? system.bytes('POST /v1.0/me/sendMail HTTP/1.1', body, '{}')
          : system.bytes('GET /v1.0/me HTTP/1.1'),
      );
      await expect.poll(() => statusesIn(caller.heard()).length, WITHIN).toBe(request);
    }
    expect(new Set(statusesIn(caller.heard()))).toEqual(new Set([200]));
    caller.socket.destroy();
    process.off('warning', keep);
    expect(warnings).toEqual([]);
  });
});
