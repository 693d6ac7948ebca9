import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { ApiBeforeRawGraph } from '../helpers/api-before-raw-graph.js';
import { startApiBeforeRawGraph } from '../helpers/api-before-raw-graph.js';
import { conversation, exchangedBytes, headerIn, statusesIn } from '../helpers/raw-connection.js';
import { saysFine } from '../helpers/raw-graph.js';

const WITHIN = { timeout: 10_000, interval: 10 };

let system: ApiBeforeRawGraph;
beforeAll(async () => {
  system = await startApiBeforeRawGraph();
});
afterAll(() => system.close());

describe('a request’s framing', () => {
  const refusal = async (bytes: string): Promise<readonly [number | undefined, string | undefined, boolean]> => {
    let asked = false;
    system.graph.answer = () => (asked = true);
    const answer = await exchangedBytes(system.url, bytes);
    return [statusesIn(answer)[0], /"code":"(\w+)"/.exec(answer)?.[1], asked];
  };

  it('H25 is HTTP/1.0 or 1.1 and nothing else', async () => {
    expect(await refusal(system.bytes('GET /v1.0/me HTTP/2.0'))).toEqual([400, 'invalid_request', false]);
    expect(await refusal('GET /v1.0/me\r\n\r\n')).toEqual([400, 'invalid_request', false]);
    expect(await refusal('GET /v1.0/me HTTP/3.0\r\n\r\n')).toEqual([400, 'invalid_request', false]);
  });

  it('H25 knows no chunks in HTTP/1.0', async () => {
    const headers = ['Transfer-Encoding: chunked', 'Content-Type: application/json'];
    const bytes = system.bytes('POST /v1.0/me/sendMail HTTP/1.0', headers, '2\r\n{}\r\n0\r\n\r\n');
    expect(await refusal(bytes)).toEqual([400, 'invalid_request', false]);
  });

  it.each([
    ['gzip, chunked', '2\r\n{}\r\n0\r\n\r\n'],
    ['chunked, chunked', '2\r\n{}\r\n0\r\n\r\n'],
    ['identity, chunked', '2\r\n{}\r\n0\r\n\r\n'],
    ['chunked\r\nTransfer-Encoding: chunked', '2\r\n{}\r\n0\r\n\r\n'],
    ['\r\nContent-Length: 2', '{}'],
    ['gzip\r\nContent-Length: 2', '{}'],
  ])('B04 H25 knows no coding but chunks: %j', async (coding, body) => {
    const headers = [`Transfer-Encoding: ${coding}`, 'Content-Type: application/json', 'Connection: close'];
    const bytes = system.bytes('POST /v1.0/me/sendMail HTTP/1.1', headers, body);
    expect(await refusal(bytes)).toEqual([400, 'invalid_request', false]);
  });

  it.each(['chunked', 'Chunked'])('may be %s', async (coding) => {
    system.graph.answer = saysFine;
    const headers = [`Transfer-Encoding: ${coding}`, 'Content-Type: application/json', 'Connection: close'];
    const bytes = system.bytes('POST /v1.0/me/sendMail HTTP/1.1', headers, '2\r\n{}\r\n0\r\n\r\n');
    expect(statusesIn(await exchangedBytes(system.url, bytes))).toEqual([200]);
  });

  it.each(['at once', 'once Graph was asked'])(
    'B13 is refused midway as its path is, %s, and logged so',
    async (when) => {
      let asked = false;
      system.graph.answer = () => (asked = true);
      const headers = [
        'Transfer-Encoding: chunked',
        'Content-Type: application/json',
        'client-request-id: of-the-caller',
      ];
      const head = system.bytes('POST /v1.0/me/sendMail HTTP/1.1', headers, '2\r\n{}\r\n');
      const before = system.log().length;
      const caller = await conversation(system.url, when === 'at once' ? `${head}zz\r\n` : head);
      if (when !== 'at once') {
        await vi.waitUntil(() => asked, WITHIN);
        caller.socket.write('zz\r\n');
      }
      await expect.poll(caller.ended, WITHIN).toBe(true);
      const answer = caller.heard();
      expect(statusesIn(answer)).toEqual([400]);
      expect(headerIn(answer, 'content-type')).toBe('application/json');
      expect(headerIn(answer, 'vary')).toBe('Authorization, Cookie, Origin');
      expect(headerIn(answer, 'content-security-policy')).toBe("sandbox; default-src 'none'");
      const body: unknown = JSON.parse(answer.slice(answer.indexOf('\r\n\r\n')));
      expect(body).toMatchObject({
        code: 'invalid_request',
        error: { code: 'invalid_request', innerError: { 'client-request-id': 'of-the-caller' } },
      });
      const lines = (): string[] =>
        system
          .log()
          .slice(before)
          .split('\n')
          .filter((line) => line.includes('"event":"request"'));
      await expect.poll(() => lines().length, WITHIN).toBe(1);
      expect(JSON.parse(lines()[0] ?? '')).toMatchObject({
        correlationId: headerIn(answer, 'request-id'),
        status: 400,
        code: 'invalid_request',
      });
      expect(lines()[0]).not.toContain('brokenOff');
    },
  );

  it('has one length', async () => {
    const headers = ['Transfer-Encoding: chunked', 'Content-Length: 3'];
    const bytes = system.bytes('POST /v1.0/me/sendMail HTTP/1.1', headers, '2\r\n{}\r\n0\r\n\r\n');
    expect(await refusal(bytes)).toEqual([400, 'invalid_request', false]);
  });

  it('H14 names a host', async () => {
    const bytes = `GET /v1.0/me HTTP/1.1\r\nConnection: close\r\nAuthorization: Bearer ${system.token}\r\n\r\n`;
    expect(await refusal(bytes)).toEqual([400, 'invalid_host', false]);
  });

  it('may be HTTP/1.0 where it needs no more', async () => {
    system.graph.answer = saysFine;
    expect(statusesIn(await exchangedBytes(system.url, system.bytes('GET /v1.0/me HTTP/1.0')))).toEqual([200]);
  });
});
