import { createHash, randomBytes } from 'node:crypto';
import type { Hash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import type { ClientRequest, IncomingMessage, Server } from 'node:http';
import { createServer, request } from 'node:http';
import type { Writable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApiProcess } from '../helpers/api-process.js';
import { startApiProcess } from '../helpers/api-process.js';
import { StandInAuthority } from '../helpers/stand-in-authority.js';
import { FULL } from './volume.js';

const MIB = 1024 * 1024;
const SIZE = FULL ? 1024 * MIB : 96 * MIB;
const MOST_GROWTH = 50 * MIB;
const PIECE = randomBytes(64 * 1024);
/** The slow side stops for so long every so many bytes, first of all at once. */
const STOP_MS = FULL ? 100 : 20;
const STOP_EVERY = 16 * MIB;
const FIRST_STOP_MS = 1_000;

let authority: StandInAuthority;
let graph: Server;
let api: ApiProcess;
let arrived: Promise<Arrived>;

interface Arrived {
  readonly bytes: number;
  readonly hash: string;
}

beforeAll(async () => {
  authority = await StandInAuthority.start();
  graph = createServer((incoming, outgoing) => {
    if (incoming.method === 'PUT') {
      arrived = slowlyRead(incoming);
      void arrived.then(() => outgoing.writeHead(201, { 'content-type': 'text/plain' }).end());
    } else {
      outgoing.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': SIZE });
      void poured(outgoing);
    }
  });
  graph.listen(0, '127.0.0.1');
  await once(graph, 'listening');
  const address = graph.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  api = await startApiProcess({
    ...authority.environment,
    GRAPH_BASE_URL: `http://127.0.0.1:${port}`,
    GRAPH_ALLOW: 'GET /v1.0/large/content,PUT /v1.0/large/content',
  });
});
afterAll(async () => {
  await api.close();
  graph.closeAllConnections();
  graph.close();
  await authority.close();
});

/** Writes SIZE bytes as fast as they are taken; answers their hash. */
async function poured(target: Writable): Promise<string> {
  const hash = createHash('sha256');
  for (let written = 0; written < SIZE; written += PIECE.length) {
    PIECE.writeUInt32BE(written / PIECE.length);
    const piece = Buffer.from(PIECE);
    hash.update(piece);
    if (!target.write(piece)) await once(target, 'drain');
  }
  target.end();
  return hash.digest('hex');
}

async function slowlyRead(source: AsyncIterable<Buffer>, hash: Hash = createHash('sha256')): Promise<Arrived> {
  let bytes = 0;
  await pause(FIRST_STOP_MS);
  for await (const chunk of source) {
    hash.update(chunk);
    const before = bytes;
    bytes += chunk.length;
    if (Math.floor(bytes / STOP_EVERY) > Math.floor(before / STOP_EVERY)) await pause(STOP_MS);
  }
  return { bytes, hash: hash.digest('hex') };
}

const headers = (): Record<string, string> => ({ authorization: `Bearer ${authority.token()}` });

function answerTo(sent: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => sent.once('response', resolve).once('error', reject));
}

/** How far memory has risen above what it was before, at most. */
async function growthDuring(work: () => Promise<void>): Promise<number> {
  api.forgetPeak();
  const before = api.memory();
  await work();
  return api.peak() - before;
}

// Figures of a process come from /proc.
describe.runIf(existsSync('/proc/self/status'))('B17 G11 as much as anybody sends', () => {
  it('goes up through memory that stays as it is, byte for byte, at the pace of a slow Graph', async () => {
    const growth = await growthDuring(async () => {
      const upload = request(`${api.url}/v1.0/large/content`, {
        method: 'PUT',
        headers: { ...headers(), 'content-type': 'application/octet-stream', 'content-length': SIZE },
      });
      const [hash, answer] = await Promise.all([poured(upload), answerTo(upload)]);
      answer.resume();
      expect(answer.statusCode).toBe(201);
      expect(await arrived).toEqual({ bytes: SIZE, hash });
    });
    expect(growth).toBeLessThan(MOST_GROWTH);
  }, 300_000);

  it('goes down likewise, at the pace of a slow caller', async () => {
    const growth = await growthDuring(async () => {
      const download = request(`${api.url}/v1.0/large/content`, { headers: headers() });
      download.end();
      const answer = await answerTo(download);
      expect(answer.statusCode).toBe(200);
      const read = await slowlyRead(answer);
      expect(read.bytes).toBe(SIZE);
      expect(read.hash).toBe(hashOfAll());
    });
    expect(growth).toBeLessThan(MOST_GROWTH);
  }, 300_000);
});

function hashOfAll(): string {
  const hash = createHash('sha256');
  for (let written = 0; written < SIZE; written += PIECE.length) {
    PIECE.writeUInt32BE(written / PIECE.length);
    hash.update(PIECE);
  }
  return hash.digest('hex');
}
