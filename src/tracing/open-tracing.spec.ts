import { trace } from '@opentelemetry/api';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { Log } from '../common/log.js';
import { Outbound } from '../common/outbound/outbound.js';
import { NO_SPAN } from '../common/trace/span.js';
import { openTracing } from './open-tracing.js';

const parts = { log: new Log('fatal'), outbound: new Outbound({ extraCaFile: undefined, connectTimeoutMs: 1_000 }) };
const collector = { endpoint: 'http://127.0.0.1:1/v1/traces', protocol: 'http/protobuf', serviceName: undefined };
const request = (): IncomingMessage => new IncomingMessage(new Socket());

describe('who records traces', () => {
  afterEach(() => trace.disable());

  it('is nobody where nothing was set', async () => {
    const tracing = await openTracing(undefined, parts);
    expect(tracing.begin(request())).toBe(NO_SPAN);
  });

  it('is the SDK that was loaded before, whatever is set', async () => {
    const exporter = new InMemorySpanExporter();
    trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }));
    for (const config of [undefined, collector, { ...collector, protocol: 'grpc' }])
      (await openTracing(config, parts)).begin(request()).end();
    expect(exporter.getFinishedSpans().map(({ name }) => name)).toEqual(['request', 'request', 'request']);
  });

  it('is our own where a collector is named', async () => {
    const tracing = await openTracing(collector, parts);
    const span = tracing.begin(request());
    expect(span.traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
    expect(span.child('part', 'ours').traceId).toBe(span.traceId);
    await tracing.close();
  });

  it('is none of ours by a protocol that it does not speak', async () => {
    await expect(openTracing({ ...collector, protocol: 'grpc' }, parts)).rejects.toThrow(
      /OTEL_EXPORTER_OTLP_PROTOCOL or, .*TRACES_PROTOCOL must be http\/protobuf or http\/json; .* node --import/,
    );
  });
});
