import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS } from '../../src/config/app-config.js';
import type { ApiBeforeRawGraph } from '../helpers/api-before-raw-graph.js';
import { startApiBeforeRawGraph } from '../helpers/api-before-raw-graph.js';
import { exchangedBytes, statusesIn } from '../helpers/raw-connection.js';

/** The same proportion as by default, shorter. */
const connectionIdleMs = DEFAULT_LIMITS.connectionIdleMs / 30;
const graphHeadersTimeoutMs = DEFAULT_LIMITS.graphHeadersTimeoutMs / 60;

let system: ApiBeforeRawGraph;
beforeAll(async () => {
  system = await startApiBeforeRawGraph({ limits: { connectionIdleMs, graphHeadersTimeoutMs } });
});
afterAll(() => system.close());

describe('a Graph that says nothing', () => {
  it('is 504 before anybody takes the caller’s connection for idle', async () => {
    const { identityWaitMs, connectTimeoutMs, graphHeadersTimeoutMs: silence } = DEFAULT_LIMITS;
    expect(DEFAULT_LIMITS.connectionIdleMs).toBeGreaterThan(identityWaitMs + connectTimeoutMs + silence + 2_000);
    system.graph.answer = () => undefined;
    const bytes = await exchangedBytes(system.url, system.bytes('GET /v1.0/me HTTP/1.1', ['Connection: close']));
    expect(statusesIn(bytes)).toEqual([504]);
    expect(bytes).toContain('"code":"graph_timeout"');
  });
});
