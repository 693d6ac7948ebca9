import type { IncomingMessage } from 'node:http';
import type { Span } from './span.js';
import { NO_SPAN, UnrecordedSpan } from './span.js';
import { traceHeaders } from './trace-headers.js';

/** Who records traces. */
export abstract class Tracing {
  /** The span of a request as a whole: part of its caller's trace where it names one. */
  abstract begin(request: IncomingMessage): Span;
  /** Sends out what was recorded so far. */
  abstract flush(): Promise<void>;
  /** The same, and nothing is recorded any more. Within a few seconds, whether or not anybody took it. */
  abstract close(): Promise<void>;
}

/** Nobody does: a caller's trace is carried along and that is all. */
export class Unrecorded extends Tracing {
  override begin({ headers }: IncomingMessage): Span {
    if (headers.traceparent === undefined) return NO_SPAN;
    const trace = traceHeaders(headers);
    return trace === undefined ? NO_SPAN : new UnrecordedSpan(trace.traceparent, trace.tracestate);
  }

  override flush(): Promise<void> {
    return Promise.resolve();
  }

  override close(): Promise<void> {
    return Promise.resolve();
  }
}
