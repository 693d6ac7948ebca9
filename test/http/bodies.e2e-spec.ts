import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ApiBeforeRawGraph } from '../helpers/api-before-raw-graph.js';
import { startApiBeforeRawGraph } from '../helpers/api-before-raw-graph.js';
import { conversation, exchangedBytes, flood, headerIn, opened, statusesIn } from '../helpers/raw-connection.js';
import { says, saysFine } from '../helpers/raw-graph.js';

const CLOSE = ['Connection: close'];
const JSON_TYPE = 'Content-Type: application/json';
const WITHIN = { timeout: 10_000 };

let system: ApiBeforeRawGraph;
beforeAll(async () => {
  system = await startApiBeforeRawGraph({
    allow: ['PUT /v1.0/large/content', 'DELETE /v1.0/me/things/{id}'],
  });
});
afterAll(() => system.close());
beforeEach(() => {
  system.graph.received = '';
  system.graph.answer = saysFine;
});

const sent = (line: string, headers: readonly string[], body: string): Promise<string> =>
  exchangedBytes(system.url, system.bytes(`${line} HTTP/1.1`, headers, body));

it('B04 takes what follows a body for a request without credentials', async () => {
  const smuggled = `GET /v1.0/me HTTP/1.1\r\nHost: ${new URL(system.url).host}\r\nConnection: close\r\n\r\n`;
  const bytes = await sent('POST /v1.0/me/sendMail', [JSON_TYPE, 'Content-Length: 2'], `{}${smuggled}`);
  expect(statusesIn(bytes)).toEqual([200, 401]);
  expect(system.graph.received.match(/ HTTP\/1\.1\r\n/g)).toHaveLength(1);
});

it('B04 answers nothing where a body ends before its length', async () => {
  const caller = await opened(
    system.url,
    system.bytes('POST /v1.0/me/sendMail HTTP/1.1', [JSON_TYPE, 'Content-Length: 9'], '{}'),
  );
  await expect.poll(() => system.graph.connections.size, WITHIN).toBeGreaterThan(0);
  caller.destroy();
  await expect.poll(() => system.log(), WITHIN).toContain('"brokenOff":true');
});

describe('B05 a body where Graph takes none', () => {
  it.each(['GET /v1.0/me', 'HEAD /v1.0/me', 'DELETE /v1.0/me/things/1'])(
    'stays here, and the next request is its own: %s',
    async (line) => {
      if (line.startsWith('HEAD')) system.graph.answer = says('200 OK\r\nContent-Length: 0');
      const next = system.bytes('GET /v1.0/me?next HTTP/1.1', CLOSE);
      const bytes = await sent(line, [JSON_TYPE, 'Content-Length: 7'], `{"a":1}${next}`);
      expect(statusesIn(bytes)).toEqual([200, 200]);
      expect(system.graph.received).not.toContain('{"a":1}');
      expect(system.graph.received).not.toMatch(/content-length: [1-9]/i);
    },
  );

  it('is not read to its end', async () => {
    const headers = [JSON_TYPE, `Content-Length: ${200 * 1024 ** 2}`];
    const caller = await conversation(system.url, system.bytes('GET /v1.0/me HTTP/1.1', headers));
    flood(caller, Buffer.alloc(65_536, 'x'));
    await expect.poll(caller.ended, WITHIN).toBe(true);
    expect(statusesIn(caller.heard())).toEqual([200]);
    expect(caller.sent()).toBeLessThan(16 * 1024 ** 2);
  });
});

describe('B11 a body', () => {
  it('is Graph’s own matter, whatever is in it', async () => {
    const body = '{"access_token":"x","__proto__":1,"a":';
    const bytes = await sent('POST /v1.0/me/sendMail', [JSON_TYPE, `Content-Length: ${body.length}`, ...CLOSE], body);
    expect(statusesIn(bytes)).toEqual([200]);
    expect(system.graph.received.endsWith(body)).toBe(true);
  });
});

it('B13 drops extensions of chunks, and trailers', async () => {
  const chunks =
    '2;evil="x"\r\n{"\r\n3;a\r\na":\r\n2\r\n1}\r\n0;last\r\nAuthorization: Bearer evil\r\nX-Trailer: evil\r\n\r\n';
  const bytes = await sent(
    'POST /v1.0/me/sendMail',
    [JSON_TYPE, 'Transfer-Encoding: chunked', 'Trailer: Authorization', ...CLOSE],
    chunks,
  );
  expect(statusesIn(bytes)).toEqual([200]);
  expect(system.graph.received).not.toMatch(/evil|trailer|last/i);
  expect(
    system.graph.received.slice(system.graph.received.indexOf('\r\n\r\n')).replaceAll(/\r\n[\da-f]+\r\n|\r\n/g, ''),
  ).toBe('{"a":1}');
});

describe('B14 nothing for a body', () => {
  it('is a PUT of nothing', async () => {
    const next = system.bytes('GET /v1.0/me HTTP/1.1', CLOSE);
    const bytes = await sent('PUT /v1.0/large/content', ['Content-Length: 0'], next);
    expect(statusesIn(bytes)).toEqual([200, 200]);
    expect(headerIn(system.graph.received, 'content-length')).toBe('0');
  });

  it.each([
    ['204 No Content'],
    ['204 No Content\r\nContent-Length: 0'],
    ['304 Not Modified'],
    ['200 OK\r\nContent-Length: 0'],
  ])('is an answer, and leaves the connection in use: %s', async (head) => {
    system.graph.answer = says(head);
    const next = system.bytes('GET /health/live HTTP/1.1', CLOSE);
    const bytes = await sent('GET /v1.0/me', [], next);
    expect(statusesIn(bytes)).toEqual([Number(head.slice(0, 3)), 200]);
  });
});

describe('a caller that goes away in the middle of an upload', () => {
  it('ends it at Graph', async () => {
    system.graph.answer = () => undefined;
    const headers = [JSON_TYPE, 'Transfer-Encoding: chunked'];
    const caller = await opened(system.url, system.bytes('PUT /v1.0/large/content HTTP/1.1', headers, '2\r\n{}\r\n'));
    await expect.poll(() => system.graph.received, WITHIN).toContain('{}');
    caller.destroy();
    await expect.poll(() => system.graph.connections.size, WITHIN).toBe(0);
  });

  it('ends it at Graph where Graph reads no more', async () => {
    system.graph.answer = (socket) => void socket.pause();
    const headers = [JSON_TYPE, `Content-Length: ${1024 ** 3}`];
    const caller = await conversation(system.url, system.bytes('PUT /v1.0/large/content HTTP/1.1', headers));
    flood(caller, Buffer.alloc(65_536, 'x'));
    await expect.poll(() => system.graph.received.length, WITHIN).toBeGreaterThan(0);
    let before = -1;
    await expect
      .poll(
        () => {
          const still = before === caller.sent();
          before = caller.sent();
          return still;
        },
        { timeout: 10_000, interval: 200 },
      )
      .toBe(true);
    expect(caller.sent()).toBeLessThan(64 * 1024 ** 2);
    const [upstream] = system.graph.connections;
    caller.socket.destroy();
    upstream?.resume();
    await expect.poll(() => system.graph.connections.size, WITHIN).toBe(0);
  });
});
