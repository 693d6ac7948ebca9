import { once } from 'node:events';
import type { Server } from 'node:http';
import { createServer } from 'node:http';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { DEFAULT_LIMITS } from '../../src/config/app-config.js';
import { mostConnections } from '../../src/limits/connections.js';
import { openFilesLimit } from '../../src/limits/open-files.js';
import type { ApiProcess } from '../helpers/api-process.js';
import { startApiProcess } from '../helpers/api-process.js';
import type { Conversation } from '../helpers/raw-connection.js';
import { conversation } from '../helpers/raw-connection.js';
import { answerOf } from '../helpers/refusals.js';
import { StandInAuthority } from '../helpers/stand-in-authority.js';
import { FULL } from './volume.js';

const { connections, requestHeadersTimeoutMs, requestBodyWindowMs } = DEFAULT_LIMITS;
/** As many as the API keeps, less those of its good callers. */
const HEADERS = mostConnections(connections, openFilesLimit()) - 200;
/** Each has a call to Graph, and there may be so many of one user. */
const BODIES = 1_500;
const OF_USER = 50;
/** Node.js looks for what is late six times in the time there is for headers; the rest is the machine's. */
const LATE_MS = requestHeadersTimeoutMs / 6 + 10_000;
/** The first window does not count: in it the reader may not have begun. */
const BODY_MS = 2 * requestBodyWindowMs;
const AT_ONCE = 64;
const LONG = 240_000;

/** Small: test/graph/slow-bodies.e2e-spec.ts. */
describe.runIf(FULL)('thousands of slow connections', () => {
  let authority: StandInAuthority;
  let graph: Server;
  let api: ApiProcess;
  let good: string;
  beforeAll(async () => {
    authority = await StandInAuthority.start();
    graph = createServer((incoming, outgoing) => {
      incoming.resume().once('end', () => outgoing.writeHead(200, { 'content-type': 'application/json' }).end('{}'));
    });
    graph.listen(0, '127.0.0.1');
    await once(graph, 'listening');
    const address = graph.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    api = await startApiProcess({ ...authority.environment, GRAPH_BASE_URL: `http://127.0.0.1:${port}` });
    good = authority.token();
    await served();
  }, LONG);
  afterAll(async () => {
    await api.close();
    graph.closeAllConnections();
    graph.close();
    await authority.close();
  });

  /** The status, or of a refusal the code. */
  const served = async (): Promise<unknown> => {
    const { status, body } = await answerOf(await api.send('GET', '/v1.0/me', good));
    return body['code'] ?? status;
  };

  const opened = async (count: number, beginning: (index: number) => string): Promise<readonly Conversation[]> => {
    const all: Conversation[] = [];
    let begun = 0;
    const opener = async (): Promise<void> => {
      while (begun < count) {
        begun += 1;
        all.push(await conversation(api.url, beginning(begun)));
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, opener));
    return all;
  };

  /** A byte on each now and then and a good call, until the last one is ended. The good ones are served. */
  const drip = async (all: readonly Conversation[], longestMs: number): Promise<void> => {
    const answers: unknown[] = [];
    await vi.waitUntil(
      async () => {
        const left = all.filter(({ ended }) => !ended());
        for (const { socket } of left) if (socket.writable) socket.write('x');
        answers.push(await served());
        return left.length === 0;
      },
      { timeout: longestMs, interval: 1_000 },
    );
    // Thousands end in one turn of the event loop: on a busy machine that is late enough to ask others to come again.
    const takenOn = answers.filter((answer) => answer !== 'overloaded');
    expect(new Set(takenOn)).toEqual(new Set([200]));
    expect(takenOn.length).toBeGreaterThan(answers.length * 0.8);
  };

  it(
    `L01 with ${HEADERS} headers that do not end are ended in time, and others are served meanwhile`,
    async () => {
      const all = await opened(HEADERS, () => `GET /v1.0/me HTTP/1.1\r\nHost: ${new URL(api.url).host}\r\nx: `);
      await drip(all, requestHeadersTimeoutMs + LATE_MS);
      for (const { heard } of all) expect(heard()).toMatch(/^HTTP\/1\.1 408 /);
    },
    LONG,
  );

  it(
    `L02 with ${BODIES} bodies that come byte by byte are told 408 in time, and others are served meanwhile`,
    async () => {
      const users = Array.from({ length: BODIES / OF_USER }, (_, index) =>
        authority.token({ oid: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}` }),
      );
      for (const token of users) expect((await answerOf(await api.send('GET', '/v1.0/me', token))).status).toBe(200);
      const all = await opened(
        BODIES,
        (index) =>
          `POST /v1.0/me/sendMail HTTP/1.1\r\nHost: ${new URL(api.url).host}\r\nAuthorization: Bearer ${users[index % users.length]}\r\n` +
          'Content-Type: application/json\r\nContent-Length: 100000\r\n\r\n',
      );
      await drip(all, BODY_MS + LATE_MS);
      for (const { heard } of all) expect(heard()).toMatch(/^HTTP\/1\.1 408 /);
    },
    LONG,
  );
});
