import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Tracing } from '../../src/common/trace/tracing.js';
import { TokenCache } from '../../src/obo/token-cache.js';
import { keptServerCredentials } from '../../src/sandbox/installation/certificate-authority.js';
import type { JournalEntry } from '../../src/sandbox/journal.js';
import { ConnectProxy } from '../credential/connect-proxy.js';
import type { TestSystem } from '../helpers/api.js';
import { startTestSystem } from '../helpers/api.js';
import { answerOf } from '../helpers/refusals.js';
import { postRaw } from '../graph/batch/batch-client.js';
import type { ArrivedSpan, Collector } from './collector.js';
import { startCollector } from './collector.js';

/** As package.json has it. */
const { version: VERSION } = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')));
const MEGAN = 'megan@contoso.example';
const BATCH = JSON.stringify({ requests: [{ id: '1', method: 'GET', url: '/me' }] });
const hex = (bytes: number): string => randomBytes(bytes).toString('hex');

describe('traces', () => {
  let collector: Collector;
  let system: TestSystem;

  beforeAll(async () => {
    collector = await startCollector();
    system = await startTestSystem({
      environment: {
        OTEL_EXPORTER_OTLP_ENDPOINT: collector.origin,
        OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
        OTEL_SERVICE_NAME: 'behalf-under-test',
      },
    });
  });
  afterAll(async () => {
    await system.close();
    await collector.close();
  });
  beforeEach(async () => {
    await system.api.get(Tracing).flush();
    collector.forget();
    system.tenant.cloud.journal.clear();
    system.api.get(TokenCache, { strict: false }).forgetAll();
  });
  afterEach(() => system.tenant.cloud.faults.clear());

  /** Of one trace, once its request's own span has come. */
  const spansOf = async (traceId: string): Promise<readonly ArrivedSpan[]> => {
    let spans: readonly ArrivedSpan[] = [];
    await expect
      .poll(
        async () => {
          await system.api.get(Tracing).flush();
          spans = collector.spans().filter((span) => span.traceId === traceId);
          return spans.filter(({ kind }) => kind === 2);
        },
        { timeout: 20_000 },
      )
      .not.toEqual([]);
    return spans;
  };
  const one = (spans: readonly ArrivedSpan[], name: string): ArrivedSpan => {
    const [span, ...more] = spans.filter((each) => each.name === name);
    if (span === undefined || more.length > 0) throw new Error(`not one span is called ${name}`);
    return span;
  };
  const journal = (side: JournalEntry['side']): readonly JournalEntry[] =>
    system.tenant.cloud.journal.entries.filter((entry) => entry.side === side && !entry.path.includes('/discovery/'));

  it('join the parts of a request to what Entra and Graph call their answers', async () => {
    const [traceId, parent] = [hex(16), hex(8)];
    const answer = await answerOf(
      await system.get('/v1.0/me/messages?$top=1', await system.token(MEGAN), {
        traceparent: `00-${traceId}-${parent}-01`,
        tracestate: 'vendor=opaque',
      }),
    );
    expect(answer.status).toBe(200);
    const spans = await spansOf(traceId);
    expect(spans.map(({ name }) => name).toSorted()).toEqual([
      'exchange',
      'graph',
      'mail.messages.list',
      'prove token',
    ]);
    const request = one(spans, 'mail.messages.list');
    expect(request).toMatchObject({ parentSpanId: parent, kind: 2, traceState: 'vendor=opaque', failed: false });
    expect(request.service).toBe('behalf-under-test');
    expect(request.version).toBe(VERSION);
    expect(request.attributes).toMatchObject({
      'http.request.method': 'GET',
      'behalf.operation': 'mail.messages.list',
      'behalf.token_source': 'entra',
      'behalf.outcome': 'ok',
    });
    for (const name of ['prove token', 'exchange', 'graph']) expect(one(spans, name).parentSpanId).toBe(request.spanId);

    const exchange = one(spans, 'exchange');
    const [toEntra] = journal('identity').filter(({ grant }) => grant?.endsWith('jwt-bearer'));
    expect(toEntra?.requestId).toBeDefined();
    expect(exchange.attributes['entra.request_id']).toBe(toEntra?.requestId);
    expect(toEntra?.traceparent).toBe(`00-${traceId}-${exchange.spanId}-01`);

    const graph = one(spans, 'graph');
    const [toGraph] = journal('graph');
    expect(graph.attributes).toMatchObject({
      'http.route': '/v1.0/me/messages',
      'graph.workload': 'outlook',
      'graph.request_id': toGraph?.requestId,
    });
    expect(answer.headers['request-id']).toBe(toGraph?.requestId);
    expect(toGraph?.traceparent).toBe(`00-${traceId}-${graph.spanId}-01`);
    expect(system.log()).toContain(`"traceId":"${traceId}"`);
    expect(system.log()).toContain(`"graphRequestId":"${toGraph?.requestId}"`);
  });

  it('begin here where the caller names none, or not as the standard has it', async () => {
    for (const headers of [{}, { traceparent: '00-nonsense-01' }, { traceparent: `00-${'0'.repeat(32)}-${hex(8)}-01` }])
      expect((await answerOf(await system.get('/v1.0/me', await system.token(MEGAN), headers))).status).toBe(200);
    const carried = journal('graph').map(({ traceparent }) => traceparent ?? '');
    expect(new Set(carried).size).toBe(3);
    for (const each of carried) expect(each).toMatch(/^00-(?!0{32})[0-9a-f]{32}-[0-9a-f]{16}-01$/);
    const spans = await spansOf(carried[1]?.split('-')[1] ?? '');
    expect(one(spans, 'me.get').parentSpanId).toBeUndefined();
  });

  it('record nothing of a trace its caller does not record, and carry it along all the same', async () => {
    const [silent, loud] = [hex(16), hex(16)];
    const token = await system.token(MEGAN);
    for (const [traceId, flags] of [
      [silent, '00'],
      [loud, '01'],
    ])
      await answerOf(await system.get('/v1.0/me', token, { traceparent: `00-${traceId}-${hex(8)}-${flags}` }));
    await spansOf(loud);
    expect(collector.spans().filter(({ traceId }) => traceId === silent)).toEqual([]);
    expect(journal('graph')[0]?.traceparent).toMatch(new RegExp(`^00-${silent}-[0-9a-f]{16}-00$`));
  });

  it('tell each attempt at Graph, and how the request ended', async () => {
    system.tenant.cloud.faults.set({ graph: { status: 429, retryAfter: 1 } });
    const traceId = hex(16);
    const headers = { traceparent: `00-${traceId}-${hex(8)}-01` };
    expect((await answerOf(await system.get('/v1.0/me', await system.token(MEGAN), headers))).status).toBe(429);
    const spans = await spansOf(traceId);
    const attempts = spans.filter(({ name }) => name === 'graph');
    expect(attempts).toMatchObject([
      { failed: true, attributes: { 'error.type': 'throttled', 'http.response.status_code': 429 } },
      { failed: true, attributes: { 'error.type': 'throttled' } },
    ]);
    expect(one(spans, 'me.get')).toMatchObject({ failed: false, attributes: { 'behalf.outcome': 'graph_error' } });
  });

  it('tell a refused exchange and a refused token by their codes', async () => {
    const [consent, refused] = [hex(16), hex(16)];
    const of = (traceId: string) => ({ traceparent: `00-${traceId}-${hex(8)}-01` });
    await answerOf(await system.get('/v1.0/me', await system.token('carla@contoso.example'), of(consent)));
    await answerOf(await system.get('/v1.0/me', 'nonsense', of(refused)));
    const exchange = one(await spansOf(consent), 'exchange');
    const [entry] = journal('identity').filter(({ errorCode }) => errorCode === 65001);
    expect(exchange).toMatchObject({ failed: true, attributes: { 'error.type': 'consent_required' } });
    expect(exchange.attributes['entra.request_id']).toBe(entry?.requestId);
    expect((await spansOf(refused)).map(({ name, failed }) => [name, failed])).toEqual([
      ['prove token', true],
      ['GET /v1.0/*', false],
    ]);
  });

  it('go through a batch', async () => {
    const traceId = hex(16);
    const origin = { traceparent: `00-${traceId}-${hex(8)}-01`, 'content-type': 'application/json' };
    const { status } = await postRaw(system, await system.token(MEGAN), BATCH, { headers: origin });
    expect(status).toBe(200);
    const graph = one(await spansOf(traceId), 'graph');
    expect(graph.attributes).toMatchObject({ 'http.route': '/v1.0/$batch', 'graph.workload': 'batch' });
    expect(journal('graph').find(({ path }) => path.includes('batch'))?.traceparent).toBe(
      `00-${traceId}-${graph.spanId}-01`,
    );
  });

  it('go out as protobuf unless told otherwise, and what is left over when the process ends', async () => {
    const replica = await system.replica({ environment: { OTEL_EXPORTER_OTLP_PROTOCOL: '' } });
    await (await replica.send('GET', '/v1.0/me', await system.token(MEGAN))).body.dump();
    await replica.close();
    const [first] = collector.requests.filter(({ type }) => type === 'application/x-protobuf');
    expect(first?.path).toBe('/v1/traces');
    for (const each of ['behalf-under-test', 'graph.request_id', journal('graph')[0]?.requestId ?? 'none'])
      expect(first?.body.toString('latin1')).toContain(each);
  });

  it('go to a collector through HTTPS_PROXY unless NO_PROXY names it, trusting EXTRA_CA_FILE', async () => {
    const afar = await startCollector(keptServerCredentials(system.tenant.cloud.installation));
    const proxy = await ConnectProxy.start();
    const traced = async (exempt: string) => {
      const replica = await system.replica({
        environment: { OTEL_EXPORTER_OTLP_ENDPOINT: afar.origin, HTTPS_PROXY: proxy.url, NO_PROXY: exempt },
      });
      expect((await answerOf(await replica.send('GET', '/v1.0/me', await system.token(MEGAN)))).status).toBe(200);
      await replica.close();
      const arrived = afar.spans().map(({ name }) => name);
      const authorities = new Set(proxy.asked.splice(0).map(({ authority }) => authority));
      afar.forget();
      return { arrived, authorities: [...authorities], log: replica.log() };
    };
    try {
      const through = await traced('localhost');
      expect(through.arrived).toContain('me.get');
      expect(through.authorities).toEqual([new URL(afar.origin).host]);
      const past = await traced('localhost, 127.0.0.1');
      expect(past.arrived).toContain('me.get');
      expect(past.authorities).toEqual([]);
      proxy.mood = 403;
      const refused = await traced('localhost');
      expect(refused.arrived).toEqual([]);
      expect(refused.log).toContain('"event":"spans_lost"');
    } finally {
      await Promise.all([afar.close(), proxy.die()]);
    }
  });

  it('that nobody takes are told in the log, and hold nobody up', async () => {
    const replica = await system.replica();
    collector.status = 400;
    try {
      expect((await replica.send('GET', '/v1.0/me', await system.token(MEGAN))).statusCode).toBe(200);
    } finally {
      await replica.close();
      collector.status = 200;
    }
    expect(replica.log()).toContain('"event":"spans_lost"');
  });
});

describe('without a collector', () => {
  let system: TestSystem;
  beforeAll(async () => {
    system = await startTestSystem();
  });
  afterAll(() => system.close());

  it('a trace of the caller goes along to Entra and Graph as it came, and nothing else does', async () => {
    const token = await system.token(MEGAN);
    const traceparent = `00-${hex(16)}-${hex(8)}-01`;
    await answerOf(await system.get('/v1.0/me', token, { traceparent }));
    await answerOf(await system.get('/v1.0/me', token, { traceparent: 'nonsense' }));
    await answerOf(await system.get('/v1.0/me', token));
    const { entries } = system.tenant.cloud.journal;
    const toEntra = entries.filter(({ grant }) => grant?.endsWith('jwt-bearer'));
    expect(toEntra.map((entry) => entry.traceparent)).toEqual([traceparent]);
    const toGraph = entries.filter(({ side }) => side === 'graph');
    expect(toGraph.map((entry) => entry.traceparent)).toEqual([traceparent, undefined, undefined]);
  });
});
