import type { Attributes, Context, Span as RecordingSpan, Tracer } from '@opentelemetry/api';
import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { Span, SpanAttributes } from '../common/trace/span.js';

/** A span that an OpenTelemetry SDK records, or has decided not to: what is called goes along with the trace either way. */
export class RecordedSpan implements Span {
  readonly isRecorded = true;
  private carried: string | undefined;
  private within: Context | undefined;

  constructor(
    private readonly tracer: Tracer,
    private readonly span: RecordingSpan,
  ) {}

  get traceId(): string {
    return this.span.spanContext().traceId;
  }

  /** https://www.w3.org/TR/trace-context/#traceparent-header */
  get traceparent(): string {
    const { traceId, spanId, traceFlags } = this.span.spanContext();
    return (this.carried ??= `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`);
  }

  get tracestate(): string | undefined {
    return this.span.spanContext().traceState?.serialize() || undefined;
  }

  child(name: string, kind: 'ours' | 'call', attributes: SpanAttributes = {}): RecordedSpan {
    this.within ??= trace.setSpan(ROOT_CONTEXT, this.span);
    const options = {
      kind: kind === 'call' ? SpanKind.CLIENT : SpanKind.INTERNAL,
      attributes: withoutUndefined(attributes),
    };
    return new RecordedSpan(this.tracer, this.tracer.startSpan(name, options, this.within));
  }

  rename(name: string): void {
    this.span.updateName(name);
  }

  set(attributes: SpanAttributes): void {
    this.span.setAttributes(withoutUndefined(attributes));
  }

  end(failure?: string): void {
    if (failure !== undefined) {
      this.span.setAttribute('error.type', failure);
      this.span.setStatus({ code: SpanStatusCode.ERROR });
    }
    this.span.end();
  }
}

function withoutUndefined(attributes: SpanAttributes): Attributes {
  const kept: Attributes = {};
  for (const [name, value] of Object.entries(attributes)) if (value !== undefined) kept[name] = value;
  return kept;
}
