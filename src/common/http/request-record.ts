import type { Span } from '../trace/span.js';
import { NO_SPAN } from '../trace/span.js';

/**
 * What is found out on a request's way that its log line, its metrics and its trace tell: times in milliseconds, and
 * where things came from. Each is set by the room that knows it.
 */
export class RequestRecord {
  /** When it came, in milliseconds of this process's own clock. */
  readonly began = performance.now();
  /** Proving who calls. */
  authMs: number | undefined;
  /** Waiting for a Graph token that memory did not have. */
  exchangeMs: number | undefined;
  /** Waiting for Graph's answer to begin, all attempts together. */
  graphMs: number | undefined;
  /** Where its Graph token came from. */
  tokenSource: 'memory' | 'redis' | 'entra' | undefined;
  /** Graph's name for its last answer; for its support. */
  graphRequestId: string | undefined;
  private ends: (() => void)[] | undefined = [];

  constructor(
    /** The request as a whole. */
    readonly span: Span = NO_SPAN,
  ) {}

  /**
   * Called once the answer has gone out or either side has broken it off, at once where that has happened: what `close`
   * says of a response, without a listener for each who asks.
   */
  atEnd(callback: () => void): void {
    if (this.ends === undefined) callback();
    else this.ends.push(callback);
  }

  /** Tells all who asked. */
  end(): void {
    const callbacks = this.ends ?? [];
    this.ends = undefined;
    for (const callback of callbacks) callback();
  }
}

declare module 'fastify' {
  interface FastifyRequest {
    /** There from the first hook on. */
    record: RequestRecord;
  }
}

/** An id that another service gave an answer: only what looks like one is repeated. */
export function plainId(value: string | string[] | undefined): string | undefined {
  return typeof value === 'string' && /^[\w-]{1,64}$/.test(value) ? value : undefined;
}
