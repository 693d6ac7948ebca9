import type { Context, TracerProvider } from '@opentelemetry/api';
import { ProxyTracerProvider, ROOT_CONTEXT, SpanKind, context, createTraceState, trace } from '@opentelemetry/api';
import type { IncomingMessage } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { Span } from '../common/trace/span.js';
import { traceHeaders } from '../common/trace/trace-headers.js';
import { Tracing } from '../common/trace/tracing.js';
import { RecordedSpan } from './recorded-span.js';

/** A collector that does not answer must not keep the process from ending. */
const LONGEST_CLOSE_MS = 2_000;

/** What an SDK has beside the API's own: absent where it is another's, who looks after it. */
export interface OwnSdk {
  flush(): Promise<void>;
  shutdown(): Promise<void>;
}

/** Spans go to an OpenTelemetry SDK. They know their parents by themselves: no context manager is needed, or paid for. */
export class Recorded extends Tracing {
  private readonly tracer;

  constructor(
    provider: TracerProvider,
    private readonly sdk?: OwnSdk,
  ) {
    super();
    this.tracer = provider.getTracer('behalf');
  }

  override begin(request: IncomingMessage): Span {
    return new RecordedSpan(
      this.tracer,
      this.tracer.startSpan('request', { kind: SpanKind.SERVER }, parentOf(request)),
    );
  }

  override async flush(): Promise<void> {
    await this.sdk?.flush();
  }

  override async close(): Promise<void> {
    if (this.sdk === undefined) return;
    const late = pause(LONGEST_CLOSE_MS, undefined, { ref: false });
    // Who is told of failures is the exporter's matter.
    await Promise.race([this.sdk.shutdown().catch(() => undefined), late]);
  }
}

/** The provider somebody has registered in this process before it started; undefined where nobody has. */
export function registeredProvider(): TracerProvider | undefined {
  const provider = trace.getTracerProvider();
  const isNobodys = provider instanceof ProxyTracerProvider && provider.getDelegateTracer('behalf') === undefined;
  return isNobodys ? undefined : provider;
}

/** The span that an instrumentation of HTTP has begun for it, otherwise the caller's. */
function parentOf({ headers }: IncomingMessage): Context {
  if (trace.getActiveSpan() !== undefined) return context.active();
  const caller = traceHeaders(headers);
  if (caller === undefined) return ROOT_CONTEXT;
  const [, traceId = '', spanId = '', flags = ''] = caller.traceparent.split('-');
  return trace.setSpanContext(ROOT_CONTEXT, {
    traceId,
    spanId,
    // Of the flags only the first has a meaning that is known here.
    traceFlags: Number.parseInt(flags, 16) & 1,
    isRemote: true,
    ...(caller.tracestate !== undefined && { traceState: createTraceState(caller.tracestate) }),
  });
}
