import { execFileSync } from 'node:child_process';
import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { request } from 'undici';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { mostConnections } from '../../src/limits/connections.js';
import type { ApiAlone } from '../helpers/api-alone.js';
import { startApiBefore } from '../helpers/api-alone.js';
import type { ApiProcess } from '../helpers/api-process.js';
import { startApiProcess } from '../helpers/api-process.js';
import { compiledSource } from '../helpers/compiled-source.js';
import { exchangedBytes, opened } from '../helpers/raw-connection.js';
import type { Answer } from '../helpers/refusals.js';
import { answerOf } from '../helpers/refusals.js';
import { lacks, starts } from '../helpers/requires.js';
import { StandInAuthority, json } from '../helpers/stand-in-authority.js';
import { get, postBatch } from '../graph/batch/batch-client.js';

const LONG = 120_000;
const OF_USER = 3;
const WAITING = 2;
const UNDER_WAY = 12;
const CONNECTIONS = 40;
/** Of all batches together, in bytes. */
const BATCH_BYTES = 400_000;

let authority: StandInAuthority;
beforeAll(async () => {
  authority = await StandInAuthority.start();
});
afterAll(() => authority.close());

const MEGAN = '00000000-0000-4000-8000-000000000001';
const ADELE = '00000000-0000-4000-8000-000000000002';
const tokens = new Map<string, string>();
/** The same token each time, so that it is exchanged once. */
const tokenOf = (oid: string): string => {
  const token = tokens.get(oid) ?? authority.token({ oid });
  tokens.set(oid, token);
  return token;
};

describe('an API with more to do than it takes on', () => {
  let api: ApiAlone;
  let waiting: ServerResponse[];
  beforeAll(async () => {
    api = await startApiBefore(authority, {
      limits: {
        callsOfUser: OF_USER,
        waitingCallsOfUser: WAITING,
        callWaitMs: 120_000,
        requestsUnderWay: UNDER_WAY,
        connections: CONNECTIONS,
        batchBytes: BATCH_BYTES,
      },
    });
  });
  afterAll(() => api.close());
  beforeEach(() => {
    authority.behave();
    waiting = [];
    authority.graph = (response) => waiting.push(response);
  });
  afterEach(() => {
    authority.behave();
    for (const response of waiting) if (!response.destroyed) json(response, {});
  });
  const ask = async (path: string, user: string): Promise<Answer> => answerOf(await api.get(path, tokenOf(user)));
  const arrived = (count: number): Promise<boolean> => vi.waitUntil(() => waiting.length >= count, LONG);
  const answerNext = (): void => json(waiting.shift() ?? expect.fail('nobody waits'), {});
  const answerLast = (): void => json(waiting.pop() ?? expect.fail('nobody waits'), {});

  it(
    'lets a user have so many calls at once; a few more wait for their turn, one beyond is 429, others go on',
    async () => {
      const asked = Array.from({ length: OF_USER + WAITING + 1 }, () => ask('/v1.0/me', MEGAN));
      const refused = await Promise.race(asked);
      expect(refused).toMatchObject({ status: 429, body: { code: 'rate_limited', retryAfter: 1 } });
      await arrived(OF_USER);
      expect(waiting).toHaveLength(OF_USER);
      const other = ask('/v1.0/me', ADELE);
      await arrived(OF_USER + 1);
      answerLast();
      expect((await other).status).toBe(200);
      for (let count = 0; count < OF_USER + WAITING; count += 1) {
        await arrived(1);
        answerNext();
      }
      const statuses = (await Promise.all(asked)).map(({ status }) => status);
      expect(statuses.toSorted((left, right) => left - right)).toEqual([200, 200, 200, 200, 200, 429]);
    },
    LONG,
  );

  it(
    'frees the place of a caller who went away, whether it was inside or waiting',
    async () => {
      const gone = new AbortController();
      const origin = api.url;
      const headers = { authorization: `Bearer ${tokenOf(MEGAN)}` };
      const asked = Array.from({ length: OF_USER + WAITING }, () =>
        request(`${origin}/v1.0/me`, { headers, signal: gone.signal }),
      );
      await arrived(OF_USER);
      gone.abort();
      await expect(Promise.all(asked)).rejects.toThrow(/aborted/);
      authority.behave();
      await expect.poll(async () => (await ask('/v1.0/me', MEGAN)).status, { timeout: LONG }).toBe(200);
    },
    LONG,
  );

  it(
    'L07 asks nothing of Entra for a caller who went away while waiting',
    async () => {
      const inside = Array.from({ length: OF_USER }, () => ask('/v1.0/me', MEGAN));
      await arrived(OF_USER);
      authority.forget();
      const gone = new AbortController();
      const outside = Array.from({ length: WAITING + 1 }, () =>
        request(`${api.url}/v1.0/me`, {
          headers: { authorization: `Bearer ${authority.token({ oid: MEGAN })}` },
          signal: gone.signal,
        }),
      );
      expect((await Promise.race(outside)).statusCode).toBe(429);
      const brokenOff = (): number => api.log().split('"brokenOff":true').length;
      const before = brokenOff();
      gone.abort();
      await vi.waitUntil(() => brokenOff() === before + WAITING, LONG);
      for (const _call of inside) answerNext();
      expect(new Set((await Promise.all(inside)).map(({ status }) => status))).toEqual(new Set([200]));
      authority.graph = (response) => json(response, {});
      expect((await answerOf(await api.get('/v1.0/me', authority.token({ oid: ADELE })))).status).toBe(200);
      expect(authority.exchanges).toHaveLength(1);
      await Promise.allSettled(outside);
    },
    LONG,
  );

  it(
    'turns away what comes when too much is under way, before anything is done for it, and says that it lives',
    async () => {
      const users = Array.from({ length: UNDER_WAY }, (_, index) => MEGAN.replace(/01$/, String(index + 10)));
      const asked = users.map((user) => ask('/v1.0/me', user));
      await arrived(UNDER_WAY);
      authority.forget();
      const refused = await ask('/v1.0/me', ADELE);
      expect(refused).toMatchObject({ status: 503, body: { code: 'overloaded', remedy: 'retry', retryAfter: 1 } });
      expect(refused.body).toMatchObject({ error: { code: 'overloaded' } });
      expect(refused.headers['retry-after']).toBe('1');
      expect((await ask('/health/live', ADELE)).status).toBe(200);
      expect(authority.received).toEqual([]);
      for (const _user of users) answerNext();
      expect(new Set((await Promise.all(asked)).map(({ status }) => status))).toEqual(new Set([200]));
      authority.behave();
      expect((await ask('/v1.0/me', ADELE)).status).toBe(200);
    },
    LONG,
  );

  it(
    'holds so many bytes of batches: then begins no new one, and lets those under way have as much again',
    async () => {
      const answers: ServerResponse[] = [];
      let held = true;
      authority.graph = (response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        if (held)
          response.write(`{"responses":[{"id":"/me","status":200,"body":{"text":"${'x'.repeat(BATCH_BYTES * 0.4)}`);
        if (held) answers.push(response);
        else response.end('{"responses":[{"id":"/me","status":200,"body":{}}]}');
      };
      const batch = (): ReturnType<typeof postBatch> => postBatch(api, tokenOf(MEGAN), [get('/me')]);
      const [first, second] = [batch(), batch()];
      await vi.waitUntil(() => answers.length === 2, LONG);
      held = false;
      const refused = await vi.waitUntil(async () => {
        const answer = await batch();
        return answer.status === 503 && answer;
      }, LONG);
      expect(refused).toMatchObject({ body: { code: 'overloaded', retryAfter: 1 }, headers: { 'retry-after': '1' } });
      answers[0]?.write('x'.repeat(BATCH_BYTES * 0.3));
      expect(await Promise.race([first, second])).toMatchObject({ status: 503, body: { code: 'overloaded' } });
      answers[1]?.end('"}}]}');
      const both = (await Promise.all([first, second])).map(({ status }) => status);
      expect(both.toSorted((left, right) => left - right)).toEqual([200, 503]);
      expect((await batch()).responses).toMatchObject([{ status: 200 }]);
    },
    LONG,
  );

  it(
    'L04 ends the connections that wait longest for nothing when there are too many, and none with a request',
    async () => {
      const asked = ask('/v1.0/me', MEGAN);
      await arrived(1);
      const idle = await Promise.all(Array.from({ length: 2 * CONNECTIONS }, () => opened(api.url, 'GET /v1.0/me HT')));
      const ended = new Set<number>();
      idle.forEach((socket, index) =>
        socket
          .on('error', () => undefined)
          .once('close', () => ended.add(index))
          .resume(),
      );
      await vi.waitUntil(() => ended.size >= CONNECTIONS, LONG);
      const seldom = [...ended].filter((index) => index >= CONNECTIONS + 5);
      expect(seldom).toEqual([]);
      expect(await exchangedBytes(api.url, liveRequest(api.url))).toMatch(/^HTTP\/1\.1 200 /);
      answerNext();
      expect((await asked).status).toBe(200);
      for (const socket of idle) socket.destroy();
    },
    LONG,
  );
});

/** Fewer than are opened at once to load its modules, and it does not start. */
const FILES = 600;
/** What is left to it later, by somebody else's hand. */
const FEW_FILES = 96;

describe('an API whose process is short of something', () => {
  let folder: string;
  let api: ApiProcess;
  beforeAll(async () => {
    authority.behave();
    folder = compiledSource();
    const block = 'process._rawDebug("blocked");for(const end=Date.now()+4000;Date.now()<end;);';
    api = await startApiProcess(authority.environment, { folder, openFiles: FILES, onSigusr2: block });
  }, LONG);
  afterAll(async () => {
    await api.close();
  });
  const ask = async (path: string): Promise<Answer> => answerOf(await api.send('GET', path, tokenOf(MEGAN)));
  /** Also a busy machine makes an event loop late. */
  const served = (): Promise<void> =>
    vi.waitFor(async () => {
      const { status } = await ask('/v1.0/me');
      if (status !== 200) throw new Error(`status ${status}`);
    }, LONG);

  const crowd = async (): Promise<readonly Socket[]> => {
    const sockets = await Promise.all(Array.from({ length: 900 }, () => opened(api.url, 'GET /v1.0/me HTTP/1.1\r\n')));
    for (const socket of sockets) socket.on('error', () => undefined).resume();
    return sockets;
  };

  it(
    'L13 serves with few files, however many connections come',
    async () => {
      await served();
      const sockets = await crowd();
      await served();
      expect((await ask('/health/ready')).status).toBe(200);
      expect(api.output()).toContain('connections_crowded');
      expect(api.output()).not.toContain('EMFILE');
      for (const socket of sockets) socket.destroy();
    },
    LONG,
  );

  it.skipIf(lacks('files taken away at run time', { prlimit: starts('prlimit', '--version') }))(
    'L13 lives on where no file is left, and serves again once there is',
    async () => {
      await served();
      execFileSync('prlimit', ['--pid', String(api.pid), `--nofile=${FEW_FILES}:`]);
      const sockets = await crowd();
      const early = await Promise.race([api.ended, ask('/health/live').catch(() => 'no file for it')]);
      expect(early).not.toBeInstanceOf(Array);
      for (const socket of sockets) socket.destroy();
      await served();
      execFileSync('prlimit', ['--pid', String(api.pid), `--nofile=${FILES}:`]);
    },
    LONG,
  );

  it(
    'L11 turns away what piled up while its event loop stood still, says that it lives, and goes on',
    async () => {
      await served();
      api.signal('SIGUSR2');
      await vi.waitUntil(() => api.output().includes('blocked'), LONG);
      const [live, late] = await Promise.all([ask('/health/live'), ask('/v1.0/me')]);
      expect(live.status).toBe(200);
      expect(late).toMatchObject({ status: 503, body: { code: 'overloaded', retryAfter: 1 } });
      await served();
    },
    LONG,
  );
});

describe('the most connections', () => {
  it('leave half of the files for the way to Graph', () => {
    expect(mostConnections(16_384, 256)).toBe(96);
    expect(mostConnections(16_384, 1_048_576)).toBe(16_384);
    expect(mostConnections(16_384, 70)).toBe(16);
    expect(mostConnections(16_384, undefined)).toBe(16_384);
  });
});

function liveRequest(url: string): string {
  return `GET /health/live HTTP/1.1\r\nHost: ${new URL(url).host}\r\nConnection: close\r\n\r\n`;
}
