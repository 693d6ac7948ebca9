import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { freePort } from '../helpers/free-port.js';
import { startApiBefore } from '../helpers/api-alone.js';
import type { ApiBeforeRawGraph } from '../helpers/api-before-raw-graph.js';
import { startApiBeforeRawGraph } from '../helpers/api-before-raw-graph.js';
import { conversation, exchangedBytes, headerIn, statusesIn } from '../helpers/raw-connection.js';
import { says, saysFine } from '../helpers/raw-graph.js';
import { StandInAuthority } from '../helpers/stand-in-authority.js';
import { StoppedClock } from '../helpers/stopped-clock.js';

const CLOSE = ['Connection: close'];

describe('G26 P28 a Graph that cannot be reached', () => {
  let authority: StandInAuthority;
  beforeAll(async () => {
    authority = await StandInAuthority.start();
  });
  afterAll(() => authority.close());

  const expectOutageAt = async (graph: string): Promise<void> => {
    const api = await startApiBefore(authority, {
      environment: { GRAPH_BASE_URL: graph },
      limits: { connectTimeoutMs: 500 },
    });
    authority.forget();
    const started = performance.now();
    const answer = await api.get('/v1.0/me', authority.token());
    expect(answer.statusCode).toBe(502);
    expect(performance.now() - started).toBeLessThan(15_000);
    expect(answer.headers['retry-after']).toBe('2');
    const body = await answer.body.text();
    expect(body).toContain('"code":"graph_unavailable"');
    expect(body).not.toContain(new URL(graph).hostname);
    const ready = await api.get('/health/ready', '');
    expect(ready.statusCode).toBe(200);
    expect(await ready.body.json()).toMatchObject({ status: 'ready' });
    await api.close();
  };

  it('because nobody listens is 502 at once, and the API stays ready', async () => {
    await expectOutageAt(`http://127.0.0.1:${await freePort()}`);
  });

  it('leaves no upload behind that breaks off later', async () => {
    const graph = `http://127.0.0.1:${await freePort()}`;
    const api = await startApiBefore(authority, {
      environment: { GRAPH_BASE_URL: graph, GRAPH_ALLOW: 'POST /v1.0/me/upload' },
    });
    const { host } = new URL(api.url);
    const lines = [`Host: ${host}`, `Authorization: Bearer ${authority.token()}`, 'Content-Length: 1000000'];
    const caller = await conversation(api.url, ['POST /v1.0/me/upload HTTP/1.1', ...lines, '', '{'].join('\r\n'));
    await expect.poll(() => statusesIn(caller.heard()), { timeout: 10_000 }).toEqual([502]);
    caller.socket.destroy();
    await expect.poll(() => api.log(), { timeout: 10_000 }).toContain('"code":"graph_unavailable"');
    expect((await api.get('/health/live', '')).statusCode).toBe(200);
    await api.close();
  });

  it('because its name is unknown is 502 at once, and the API stays ready', async () => {
    await expectOutageAt('http://graph.invalid');
  });

  it('because its name leads to somebody else is 502, and no token goes there', async () => {
    const stranger = await StandInAuthority.start();
    await expectOutageAt(stranger.origin);
    expect(stranger.received).toEqual([]);
    await stranger.close();
  });
});

describe('a workload that fails for everybody', () => {
  const clock = new StoppedClock();
  let system: ApiBeforeRawGraph;
  let asked: number;
  let users: readonly string[];
  beforeAll(async () => {
    system = await startApiBeforeRawGraph({ clock });
  });
  afterAll(() => system.close());
  beforeEach(() => {
    users = Array.from({ length: 4 }, () => system.tokenOf(randomUUID()));
  });

  const get = (token = '', path = '/v1.0/me/messages'): Promise<string> =>
    exchangedBytes(system.url, system.bytes(`GET ${path} HTTP/1.1`, CLOSE, '', token));
  const failing = (): void => {
    asked = 0;
    system.graph.answer = (socket, head) => {
      asked += 1;
      if (head.includes('/messages')) says('500 Oops\r\nContent-Length: 0')(socket, head);
      else saysFine(socket, head);
    };
  };

  it('is asked no more, at once 502 with Retry-After, until one of them is answered', async () => {
    failing();
    for (let call = 0; call < 12; call += 1) await get(users[call % 3]);
    expect(asked).toBe(10);
    const refused = await get(users[3]);
    expect(statusesIn(refused)).toEqual([502]);
    expect(refused).toContain('"code":"graph_unavailable"');
    expect(Number(headerIn(refused, 'retry-after'))).toBeGreaterThan(0);
    expect(asked).toBe(10);
    // Whoever has a body is not asked for it first.
    const sending = ['Content-Type: application/json', 'Content-Length: 2', ...CLOSE];
    const unsent = system.bytes('POST /v1.0/me/sendMail HTTP/1.1', sending, '', users[3]);
    expect(statusesIn(await exchangedBytes(system.url, unsent))).toEqual([502]);
    // Other workloads are none of its matter.
    expect(statusesIn(await get(users[3], '/v1.0/me'))).toEqual([200]);
    system.graph.answer = saysFine;
    clock.forward(6);
    expect(statusesIn(await get(users[3]))).toEqual([200]);
    expect(statusesIn(await get(users[0]))).toEqual([200]);
  });

  it('is asked on where it is one user’s', async () => {
    failing();
    for (let call = 0; call < 30; call += 1) await get(users[0]);
    expect(asked).toBe(30);
    system.graph.answer = saysFine;
    expect(statusesIn(await get(users[1]))).toEqual([200]);
  });
});
