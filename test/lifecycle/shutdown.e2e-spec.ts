import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { Agent } from 'undici';
import type { Dispatcher } from 'undici';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { ApiProcess } from '../helpers/api-process.js';
import { startApiProcess } from '../helpers/api-process.js';
import { compiledSource } from '../helpers/compiled-source.js';
import { StandInAuthority } from '../helpers/stand-in-authority.js';
import { startCollector } from '../telemetry/collector.js';

const STREAMS = 12;
const PIECE = Buffer.alloc(64 * 1024, 'x');
const PIECES = 16;
const LONG = 180_000;

let folder: string;
let authority: StandInAuthority;
let client: Agent;
let token: string;
beforeAll(async () => {
  folder = compiledSource();
  authority = await StandInAuthority.start();
  token = authority.token();
  client = new Agent({ keepAliveTimeout: 600_000 });
});
afterAll(async () => {
  await client.destroy();
  await authority.close();
});

/** With its caller's Graph token at hand. */
async function start(delay: number, grace: number, more: Record<string, string> = {}): Promise<ApiProcess> {
  const times = { SHUTDOWN_DELAY_SECONDS: String(delay), SHUTDOWN_GRACE_SECONDS: String(grace) };
  const api = await startApiProcess({ ...authority.environment, ...times, ...more }, { folder });
  await vi.waitUntil(async () => {
    const answer = await ask(api, '/auth/token');
    await answer.body.dump();
    return answer.statusCode === 200;
  }, LONG);
  return api;
}
const ask = ({ url }: ApiProcess, path: string): Promise<Dispatcher.ResponseData> =>
  client.request({
    origin: url,
    path,
    method: 'GET',
    headers: { authorization: `Bearer ${token}` },
  });
const accepts = ({ url }: ApiProcess): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ host: 'localhost', port: Number(new URL(url).port) });
    socket.once('connect', () => resolve(true));
    socket.once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });

/** Downloads of which each has had its first piece; the rest comes when `finish` is called. */
async function startStreams(
  api: ApiProcess,
  count: number,
): Promise<{ readonly answers: readonly Dispatcher.ResponseData[]; readonly finish: () => void }> {
  const waiting: ServerResponse[] = [];
  authority.graph = (response) => {
    waiting.push(response);
    response.writeHead(200, { 'content-type': 'image/png', 'content-length': PIECES * PIECE.length }).write(PIECE);
  };
  const answers = await Promise.all(Array.from({ length: count }, () => ask(api, '/v1.0/me/photo/$value')));
  return {
    answers,
    finish: () => {
      for (const response of waiting) {
        for (let piece = 1; piece < PIECES; piece += 1) response.write(PIECE);
        response.end();
      }
    },
  };
}

const lengthOf = async ({ body }: Dispatcher.ResponseData): Promise<number> => (await body.arrayBuffer()).byteLength;

describe('a process that is told to end', () => {
  it(
    'L08 says so to balancers at once, serves on with Connection: close, then takes nothing new and loses no stream',
    async () => {
      const api = await start(6, 60);
      try {
        const { answers, finish } = await startStreams(api, STREAMS);
        expect(answers.map(({ statusCode }) => statusCode)).toEqual(Array.from({ length: STREAMS }, () => 200));
        authority.behave();
        api.signal('SIGTERM');
        await vi.waitUntil(() => api.output().includes('"shutdown"'), LONG);
        const ready = await ask(api, '/health/ready');
        expect([ready.statusCode, ready.headers['connection']]).toEqual([503, 'close']);
        expect(await ready.body.json()).toMatchObject({ status: 'draining' });
        for (const path of ['/health/live', '/v1.0/me', '/auth/token', '/v1.0/nothing']) {
          const answer = await ask(api, path);
          expect([answer.statusCode, answer.headers['connection']]).toEqual([
            path.endsWith('nothing') ? 404 : 200,
            'close',
          ]);
          await answer.body.dump();
        }
        await vi.waitUntil(async () => !(await accepts(api)), LONG);
        expect(api.output()).not.toContain('shutdown_cut');
        finish();
        const lengths = await Promise.all(answers.map(lengthOf));
        expect(lengths).toEqual(Array.from({ length: STREAMS }, () => PIECES * PIECE.length));
        expect(await api.ended).toEqual([0, null]);
      } finally {
        await api.close();
      }
    },
    LONG,
  );

  it(
    'ends idle connections with its listener, and what has not finished with its grace: then it exits with 1',
    async () => {
      const api = await start(0, 1);
      try {
        const { answers } = await startStreams(api, 1);
        const idle = connect({ host: 'localhost', port: Number(new URL(api.url).port) });
        await once(idle, 'connect');
        idle.write(`GET /health/live HTTP/1.1\r\nHost: ${new URL(api.url).host}\r\n\r\n`);
        await once(idle, 'data');
        const ended = once(idle, 'close');
        api.signal('SIGTERM');
        await ended;
        await expect(Promise.all(answers.map(lengthOf))).rejects.toThrow(Error);
        expect(await api.ended).toEqual([1, null]);
        expect(api.output()).toContain('"requests":1,"event":"shutdown_cut"');
      } finally {
        await api.close();
      }
    },
    LONG,
  );

  it(
    'ends at once by a second signal, and tells which',
    async () => {
      const api = await start(600, 600);
      try {
        api.signal('SIGTERM');
        await vi.waitUntil(() => api.output().includes('"shutdown"'), LONG);
        expect((await ask(api, '/health/live')).statusCode).toBe(200);
        api.signal('SIGTERM');
        expect(await api.ended).toEqual([143, null]);
      } finally {
        await api.close();
      }
    },
    LONG,
  );

  it(
    'waits for no balancer where it was Ctrl+C nor for who has said nothing yet, and sends out its last spans',
    async () => {
      authority.behave();
      const collector = await startCollector();
      const api = await start(600, 50, { OTEL_EXPORTER_OTLP_ENDPOINT: collector.origin });
      try {
        const silent = connect({ host: 'localhost', port: Number(new URL(api.url).port) });
        await once(silent, 'connect');
        const answer = await ask(api, '/v1.0/me');
        await answer.body.dump();
        api.signal('SIGINT');
        expect(await api.ended).toEqual([0, null]);
        expect(collector.requests.some(({ body }) => body.includes('me.get'))).toBe(true);
      } finally {
        await api.close();
        await collector.close();
      }
    },
    LONG,
  );
});
