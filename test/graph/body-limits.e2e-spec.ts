import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ApiBeforeRawGraph } from '../helpers/api-before-raw-graph.js';
import { startApiBeforeRawGraph } from '../helpers/api-before-raw-graph.js';
import { conversation, exchangedBytes, flood, headerIn, statusesIn } from '../helpers/raw-connection.js';
import type { RawGraph } from '../helpers/raw-graph.js';
import { saysFine } from '../helpers/raw-graph.js';

const MIB = 1024 * 1024;
const PIECE = Buffer.alloc(64 * 1024, 'x');
/** The same as a chunk (RFC 9112 section 7.1). */
const CHUNK = Buffer.concat([Buffer.from('10000\r\n'), PIECE, Buffer.from('\r\n')]);
const WITHIN = { timeout: 10_000 };

let system: ApiBeforeRawGraph;
beforeAll(async () => {
  system = await startApiBeforeRawGraph({ allow: ['PUT /v1.0/large/content'] });
});
afterAll(() => system.close());
beforeEach(() => {
  system.graph.received = '';
  system.graph.answer = () => undefined;
});

describe('B01 a body whose length is over the operation’s limit', () => {
  it('is 413 before Graph hears of it, and the connection ends', async () => {
    const headers = ['Content-Type: application/json', `Content-Length: ${5 * MIB}`];
    const bytes = await exchangedBytes(system.url, system.bytes('POST /v1.0/me/sendMail HTTP/1.1', headers, '{'));
    expect(statusesIn(bytes)).toEqual([413]);
    expect(bytes).toContain('"code":"body_too_large"');
    expect(bytes).toContain('"error":{"code":"body_too_large"');
    expect(headerIn(bytes, 'connection')).toBe('close');
    expect(system.graph.received).toBe('');
  });

  it('is read by an uploader that only looks when it has been stopped', async () => {
    const headers = ['Content-Type: application/json', `Content-Length: ${200 * MIB}`];
    const caller = await conversation(system.url, system.bytes('POST /v1.0/me/sendMail HTTP/1.1', headers));
    flood(caller, PIECE);
    await expect.poll(caller.ended, WITHIN).toBe(true);
    expect(statusesIn(caller.heard())).toEqual([413]);
    expect(caller.sent()).toBeLessThan(16 * MIB);
  });

  it('may be as long as it is where bytes are uploaded', async () => {
    const length = 6 * MIB;
    const answerWhole: RawGraph['answer'] = (socket, head) => {
      if (system.graph.received.length > length) saysFine(socket, head);
      else setTimeout(() => answerWhole(socket, head), 10);
    };
    system.graph.answer = answerWhole;
    const headers = ['Content-Type: application/octet-stream', `Content-Length: ${length}`, 'Connection: close'];
    const bytes = await exchangedBytes(
      system.url,
      system.bytes('PUT /v1.0/large/content HTTP/1.1', headers, 'x'.repeat(length)),
    );
    expect(statusesIn(bytes)).toEqual([200]);
  });
});

describe('B02 a body of unknown length that goes over the limit', () => {
  it('is 413 midway: the call to Graph ends, the upload is stopped, the connection ends', async () => {
    const headers = ['Content-Type: application/json', 'Transfer-Encoding: chunked'];
    const caller = await conversation(system.url, system.bytes('POST /v1.0/me/sendMail HTTP/1.1', headers));
    flood(caller, CHUNK);
    await expect.poll(caller.ended, WITHIN).toBe(true);
    expect(statusesIn(caller.heard())).toEqual([413]);
    expect(caller.heard()).toContain('"code":"body_too_large"');
    expect(caller.sent()).toBeLessThan(32 * MIB);
    expect(system.graph.received).toMatch(/^POST \/v1\.0\/me\/sendMail /);
    expect(system.graph.received.length).toBeLessThan(5 * MIB);
    await expect.poll(() => system.graph.connections.size, WITHIN).toBe(0);
  });

  it('passes where it stays below', async () => {
    system.graph.answer = saysFine;
    const headers = ['Content-Type: application/json', 'Transfer-Encoding: chunked', 'Connection: close'];
    const bytes = system.bytes('POST /v1.0/me/sendMail HTTP/1.1', headers, '2\r\n{}\r\n0\r\n\r\n');
    expect(statusesIn(await exchangedBytes(system.url, bytes))).toEqual([200]);
  });
});

describe('a body nobody wants', () => {
  it('of a stranger is not read to its end', async () => {
    const headers = ['Content-Type: application/json', `Content-Length: ${200 * MIB}`];
    const caller = await conversation(system.url, system.bytes('POST /v1.0/me/sendMail HTTP/1.1', headers, '', ''));
    flood(caller, PIECE);
    await expect.poll(caller.ended, WITHIN).toBe(true);
    expect(statusesIn(caller.heard())).toEqual([401]);
    expect(caller.sent()).toBeLessThan(16 * MIB);
  });

  it('leaves the connection in use where it is short', async () => {
    const headers = ['Content-Type: application/json', 'Content-Length: 20000'];
    const refused = system.bytes('POST /v1.0/me/sendMail HTTP/1.1', headers, 'x'.repeat(20_000), '');
    const next = system.bytes('GET /health/live HTTP/1.1', ['Connection: close']);
    expect(statusesIn(await exchangedBytes(system.url, refused + next))).toEqual([401, 200]);
  });

  it('leaves nothing behind on the connection, however often one comes after its answer', async () => {
    const warnings: string[] = [];
    const onWarning = ({ message }: Error): void => void warnings.push(message);
    process.on('warning', onWarning);
    const headers = ['Content-Type: application/json', 'Content-Length: 2'];
    const caller = await conversation(system.url, '');
    for (let requests = 1; requests <= 12; requests += 1) {
      caller.socket.write(system.bytes('POST /v1.0/me/sendMail HTTP/1.1', headers, '', ''));
      await expect.poll(() => statusesIn(caller.heard()).length, WITHIN).toBe(requests);
      caller.socket.write('{}');
    }
    caller.socket.write(system.bytes('GET /health/live HTTP/1.1', ['Connection: close']));
    await expect.poll(caller.ended, WITHIN).toBe(true);
    process.off('warning', onWarning);
    expect(statusesIn(caller.heard()).at(-1)).toBe(200);
    expect(warnings).toEqual([]);
  });

  it('does not hide an answer that Graph gives before it has read all', async () => {
    system.graph.answer = (socket) =>
      void socket.write(
        'HTTP/1.1 409 Conflict\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}',
      );
    const headers = ['Content-Type: application/octet-stream', `Content-Length: ${1024 * MIB}`];
    const caller = await conversation(system.url, system.bytes('PUT /v1.0/large/content HTTP/1.1', headers));
    flood(caller, PIECE);
    await expect.poll(caller.ended, WITHIN).toBe(true);
    expect(statusesIn(caller.heard())).toEqual([409]);
  });
});
