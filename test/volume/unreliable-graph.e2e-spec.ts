import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { Agent } from 'undici';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ApiAlone } from '../helpers/api-alone.js';
import { startApiBefore } from '../helpers/api-alone.js';
import { StandInAuthority } from '../helpers/stand-in-authority.js';
import { FULL } from './volume.js';

const REQUESTS = FULL ? 5_000 : 400;
const AT_ONCE = 20;
const STORM_MS = FULL ? 60_000 : 1_500;
/** The nth request at Graph: at random where there are enough to speak of shares, otherwise evenly spread. */
const struck = (n: number): boolean => (FULL ? Math.random() < 0.05 : n % 20 === 19);

let authority: StandInAuthority;
let graph: Server;
let api: ApiAlone;
let token: string;
let arrivals: string[];
let answer: (request: IncomingMessage, response: ServerResponse) => void;
const client = new Agent({ connections: AT_ONCE });

beforeAll(async () => {
  authority = await StandInAuthority.start();
  token = authority.token();
  graph = createServer((request, response) => {
    arrivals.push(request.url ?? '');
    // A reset before the request was read whole is a reset like any other.
    request.resume();
    answer(request, response);
  });
  graph.listen(0, '127.0.0.1');
  await once(graph, 'listening');
  const address = graph.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  api = await startApiBefore(authority, {
    environment: {
      LOG_LEVEL: 'fatal',
      GRAPH_BASE_URL: `http://127.0.0.1:${port}`,
      GRAPH_ALLOW: 'GET /v1.0/thing,POST /v1.0/thing',
    },
  });
});
afterAll(async () => {
  await client.destroy();
  await api.close();
  graph.closeAllConnections();
  graph.close();
  await authority.close();
});
beforeEach(() => {
  arrivals = [];
});

interface Seen {
  readonly id: string;
  /** Undefined: the connection broke. */
  readonly status: number | undefined;
  readonly retryAfter: string | undefined;
}

async function call(method: 'GET' | 'POST'): Promise<Seen> {
  const id = randomUUID();
  const headers = { authorization: `Bearer ${token}`, ...(method === 'POST' && { 'content-type': 'text/plain' }) };
  try {
    const {
      statusCode,
      headers: given,
      body,
    } = await client.request({
      origin: api.url,
      path: `/v1.0/thing?id=${id}`,
      method,
      headers,
      body: method === 'POST' ? 'x' : null,
    });
    await body.arrayBuffer();
    return { id, status: statusCode, retryAfter: given['retry-after']?.toString() };
  } catch {
    return { id, status: undefined, retryAfter: undefined };
  }
}

/** Calls until `isDone`, AT_ONCE at a time. */
async function calls(method: 'GET' | 'POST', isDone: (made: number) => boolean): Promise<readonly Seen[]> {
  const seen: Seen[] = [];
  let made = 0;
  const worker = async (): Promise<void> => {
    while (!isDone(made)) {
      made += 1;
      seen.push(await call(method));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return seen;
}
const all = (made: number): boolean => made >= REQUESTS;
const isGood = ({ status }: Seen): boolean => status === 200;

describe('a Graph that resets one connection of twenty before its answer', () => {
  beforeEach(() => {
    let n = 0;
    answer = (_request, response) => {
      if (struck(n++)) response.socket?.resetAndDestroy();
      else response.end('fine');
    };
  });

  it('is hardly seen by those who read', async () => {
    const seen = await calls('GET', all);
    expect(seen.filter(isGood).length / seen.length).toBeGreaterThanOrEqual(0.999);
    expect(arrivals.length).toBeGreaterThan(seen.length);
  }, 300_000);

  it('does nothing twice for those who write', async () => {
    const seen = await calls('POST', all);
    expect(new Set(arrivals).size).toBe(arrivals.length);
    expect(arrivals).toHaveLength(seen.length);
    const failed = seen.filter((each) => !isGood(each));
    expect(failed.length).toBeGreaterThan(0);
    expect(new Set(failed.map(({ status }) => status))).toEqual(new Set([502]));
  }, 300_000);
});

describe('a Graph that resets one connection of twenty in the middle of its answer', () => {
  it('is seen by each caller it happens to, and by no other', async () => {
    let n = 0;
    const broken = new Set<string>();
    answer = ({ url }, response) => {
      response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': 20_000 });
      if (!struck(n++)) {
        response.end(Buffer.alloc(20_000));
        return;
      }
      broken.add(new URL(url ?? '', 'http://x').searchParams.get('id') ?? '');
      response.write(Buffer.alloc(10_000), () => setImmediate(() => response.socket?.resetAndDestroy()));
    };
    const seen = await calls('GET', all);
    expect(broken.size).toBeGreaterThan(0);
    expect(new Set(seen.filter((each) => !isGood(each)).map(({ id }) => id))).toEqual(broken);
  }, 300_000);
});

describe('a Graph that throttles everybody', () => {
  it('gets hardly more to do by it, and its wish reaches everybody', async () => {
    answer = (_request, response) => response.writeHead(429, { 'retry-after': '1' }).end();
    const end = Date.now() + STORM_MS;
    const seen = await calls('GET', () => Date.now() > end);
    expect(seen.length).toBeGreaterThan(200);
    expect(arrivals.length / seen.length).toBeLessThanOrEqual(1.05);
    expect(new Set(seen.map(({ status, retryAfter }) => `${status} ${retryAfter}`))).toEqual(new Set(['429 1']));
  }, 300_000);
});
