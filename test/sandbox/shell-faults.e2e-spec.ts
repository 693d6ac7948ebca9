import Fastify from 'fastify';
import type { FastifyInstance } from 'fastify';
import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { Agent, request } from 'undici';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { User } from '../../src/sandbox/directory/types.js';
import { Faults } from '../../src/sandbox/faults.js';
import type { Side } from '../../src/sandbox/faults.js';
import { startTestTenant } from '../helpers/tenant.js';
import type { TestTenant } from '../helpers/tenant.js';

/** A server of two small sides whose handlers know their user from a header, as the real ones know it from a token. */
let app: FastifyInstance;
let tenant: TestTenant;
let address: string;
const faults = new Faults();
const agent = new Agent({ pipelining: 0 });

beforeAll(async () => {
  tenant = await startTestTenant();
  app = Fastify();
  for (const side of ['identity', 'graph'] as const)
    await app.register(async (scope) => {
      faults.install(scope, side);
      scope.get(`/${side}`, async (incoming, reply) => {
        const user = userOf(incoming.headers['x-user']);
        if (user !== undefined && (await faults.strike(side, incoming, reply, user))) return reply;
        return { fine: 'x'.repeat(1000) };
      });
      scope.get(`/${side}/stream`, async (_incoming, reply) =>
        reply.header('content-length', 4000).send(Readable.from([Buffer.alloc(1000), Buffer.alloc(3000)])),
      );
    });
  address = await app.listen({ port: 0, host: '127.0.0.1' });
});
afterEach(() => faults.clear());
afterAll(async () => {
  await Promise.all([agent.destroy(), tenant.close()]);
  await app.close();
});

function userOf(header: unknown): User | undefined {
  return typeof header === 'string' ? tenant.user(header) : undefined;
}

function ask(path: string, user?: string, signal?: AbortSignal): ReturnType<typeof request> {
  return request(`${address}/${path}`, {
    dispatcher: agent,
    headers: user === undefined ? {} : { 'x-user': user },
    ...(signal !== undefined && { signal }),
  });
}

async function status(path: Side, user?: string): Promise<number> {
  const answer = await ask(path, user);
  await answer.body.dump();
  return answer.statusCode;
}

describe('a fault', () => {
  it('answers its status in the words of identity, with Retry-After', async () => {
    faults.set({ identity: { status: 503, retryAfter: 9 } });
    const answer = await ask('identity');
    expect([answer.statusCode, answer.headers['retry-after']]).toEqual([503, '9']);
    expect(await answer.body.json()).toMatchObject({ error: 'temporarily_unavailable', error_codes: [90033] });
  });

  it('answers its status in the words of Graph', async () => {
    faults.set({ graph: { status: 429 } });
    const answer = await ask('graph');
    expect(answer.statusCode).toBe(429);
    expect(await answer.body.json()).toMatchObject({ error: { code: 'TooManyRequests' } });
  });

  it('leaves the other side alone', async () => {
    faults.set({ graph: { status: 500 } });
    expect(await status('identity')).toBe(200);
  });

  it('strikes one user only when it names one', async () => {
    faults.set({ graph: { status: 503, user: 'Megan@contoso.example' } });
    expect(await status('graph', 'megan@contoso.example')).toBe(503);
    expect(await status('graph', 'adele@contoso.example')).toBe(200);
    expect(await status('graph')).toBe(200);
  });

  it('strikes once, not again when the handler knows the user', async () => {
    faults.set({ graph: { status: 503, share: 0.5 } });
    const answers = [];
    for (let index = 0; index < 6; index++) answers.push(await status('graph', 'megan@contoso.example'));
    expect(answers).toEqual([200, 503, 200, 503, 200, 503]);
  });

  it.each([
    [0, 0],
    [0.1, 2],
    [0.25, 5],
    [1, 20],
  ])('with share %d strikes %d of 20 requests', async (share, struck) => {
    faults.set({ graph: { status: 500, share } });
    const answers = await Promise.all(Array.from({ length: 20 }, () => status('graph')));
    expect(answers.filter((each) => each === 500)).toHaveLength(struck);
  });

  it('cuts the connection before any header', async () => {
    faults.set({ identity: { reset: 'beforeHeaders' } });
    await expect(ask('identity')).rejects.toMatchObject({ code: 'ECONNRESET' });
  });

  it.each(['graph', 'graph/stream'])('cuts the connection in the middle of the body of %s', async (path) => {
    faults.set({ graph: { reset: 'midBody' } });
    const answer = await ask(path);
    expect(answer.statusCode).toBe(200);
    const promised = Number(answer.headers['content-length']);
    const pieces: Buffer[] = [];
    answer.body.on('data', (piece: Buffer) => pieces.push(piece));
    await expect(finished(answer.body)).rejects.toMatchObject({ code: 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH' });
    expect(Buffer.concat(pieces)).toHaveLength(Math.floor(promised / 2));
  });

  it('hangs until the client gives up', async () => {
    faults.set({ graph: { hang: true } });
    await expect(ask('graph', undefined, AbortSignal.timeout(50))).rejects.toMatchObject({ name: 'TimeoutError' });
  });

  it('delays and then answers as usual', async () => {
    faults.set({ graph: { delayMs: 40 } });
    const started = performance.now();
    expect(await status('graph')).toBe(200);
    expect(performance.now() - started).toBeGreaterThanOrEqual(39);
  });

  it('does not wait for a client that has gone', async () => {
    faults.set({ graph: { delayMs: 600_000 } });
    await expect(ask('graph', undefined, AbortSignal.timeout(30))).rejects.toMatchObject({ name: 'TimeoutError' });
  });
});
