import Fastify from 'fastify';
import { Writable } from 'node:stream';
import { Client } from 'undici';
import { describe, expect, it } from 'vitest';
import type { ApplicationCaller } from '../caller.js';
import { Log } from '../log.js';
import { Meters } from '../meters/meters.js';
import type { ProblemCode } from '../problem/problem-codes.js';
import { PROBLEM_KINDS } from '../problem/problem-codes.js';
import { Problem } from '../problem/problem.js';
import { Unrecorded } from '../trace/tracing.js';
import { RequestAccount } from './request-account.js';

const PROVEN: ApplicationCaller = {
  tenantId: 'tenant',
  servicePrincipalId: 'principal',
  clientId: 'client',
  roles: [],
  expiresAt: 0,
};
const MANY = 320;

interface Told {
  /** One for each request that is told of. */
  readonly lines: number;
  /** One for each failure of this side. */
  readonly failures: number;
  readonly counted: number;
  readonly problems: ReadonlyMap<string | undefined, number>;
}

/** The log lines and the count of metrics after so many requests that all ended in one way. */
async function afterMany(code: ProblemCode | undefined, proven: boolean): Promise<Told> {
  const lines: string[] = [];
  const meters = new Meters();
  const log = new Log('info', new Writable({ write: (line, _encoding, done) => done(void lines.push(String(line))) }));
  const account = new RequestAccount(log, meters, new Unrecorded());
  const before = problemsIn(meters);
  expect(before).toEqual(new Map(Object.keys(PROBLEM_KINDS).map((each) => [each, 0])));
  const fastify = Fastify();
  fastify.addHook('onRequest', (request, _reply, done) => {
    account.open(request);
    done();
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    account.close(request, reply);
    done();
  });
  fastify.get('/', (request, reply) => {
    if (proven) request.principal = PROVEN;
    if (code === undefined) return reply.send();
    request.problem = new Problem(code);
    account.failed(request.problem, request);
    return reply.code(request.problem.status).send();
  });
  const client = new Client(await fastify.listen({ port: 0, host: '127.0.0.1' }));
  for (let request = 0; request < MANY; request += 1)
    await (await client.request({ method: 'GET', path: '/' })).body.dump();
  await client.close();
  await fastify.close();
  const counted = [...meters.requests.entries()].reduce((sum, [, { value }]) => sum + value, 0);
  const problems = new Map([...problemsIn(meters)].filter(([, count]) => count > 0));
  const ofEvent = (event: string): number => lines.filter((line) => line.includes(`"event":"${event}"`)).length;
  return { lines: ofEvent('request'), failures: ofEvent('problem'), counted, problems };
}

function problemsIn({ problems }: Meters): Map<string | undefined, number> {
  return new Map([...problems.entries()].map(([[code], { value }]) => [code, value]));
}

describe('the account of requests', () => {
  it.each<[ProblemCode, boolean, number]>([
    ['invalid_token', false, 0],
    ['invalid_host', false, 0],
    ['identity_unavailable', false, 300],
    ['rate_limited', false, 0],
    ['rate_limited', true, 0],
    ['overloaded', false, 300],
    ['overloaded', true, 300],
  ])('L05 tells some of many refusals by %s in the log, and counts all of them', async (code, proven, failures) => {
    expect(await afterMany(code, proven)).toEqual({
      lines: 300,
      failures,
      counted: MANY,
      problems: new Map([[code, MANY]]),
    });
  });

  it.each<[ProblemCode | undefined, boolean, number]>([
    [undefined, true, 0],
    ['operation_not_allowed', true, 0],
    ['internal_error', false, MANY],
    ['misconfigured', true, MANY],
  ])('tells of each request that ended in %s', async (code, proven, failures) => {
    const problems = new Map(code === undefined ? [] : [[code, MANY]]);
    expect(await afterMany(code, proven)).toEqual({ lines: MANY, failures, counted: MANY, problems });
  });

  it.each<ProblemCode>(['graph_unavailable', 'graph_timeout', 'identity_unavailable'])(
    'tells of each proven caller whom an outage ends in %s, and some of its causes',
    async (code) => {
      expect(await afterMany(code, true)).toEqual({
        lines: MANY,
        failures: 300,
        counted: MANY,
        problems: new Map([[code, MANY]]),
      });
    },
  );
});
