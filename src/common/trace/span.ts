/** What may stand in a span: numbers, codes and ids; never a token, a claim, a user's id or text, a path or query. */
export type SpanAttributes = Readonly<Record<string, string | number | boolean | undefined>>;

/** A part of a trace (W3C Trace Context): what happens within it is told as its child, calls out carry it along. */
export interface Span {
  /** Hex; undefined where there is no trace. */
  readonly traceId: string | undefined;
  /** The header of calls made within it; undefined: none. */
  readonly traceparent: string | undefined;
  readonly tracestate: string | undefined;
  /** Whether anybody is told: what is said to others need not be put together. */
  readonly isRecorded: boolean;
  /** Begins a part of it that is `ours`, or a `call` to somebody. Whoever begins it ends it. */
  child(name: string, kind: 'ours' | 'call', attributes?: SpanAttributes): Span;
  /** Names it anew, once more is known: one of a small set, as all names. */
  rename(name: string): void;
  set(attributes: SpanAttributes): void;
  /** `failure` is a code where it did not end well. */
  end(failure?: string): void;
}

/** Where nobody records anything: the caller's own trace, if it has one, goes along with calls out as it came. */
export class UnrecordedSpan implements Span {
  readonly traceId: string | undefined;
  readonly isRecorded = false;

  constructor(
    readonly traceparent: string | undefined,
    readonly tracestate: string | undefined,
  ) {
    this.traceId = traceparent?.slice(3, 35);
  }

  child(): this {
    return this;
  }

  rename(): void {
    // Nobody listens.
  }

  set(): void {
    // Nobody listens.
  }

  end(): void {
    // Nobody listens.
  }
}

/** Of what belongs to no trace. */
export const NO_SPAN: Span = new UnrecordedSpan(undefined, undefined);

/** The headers of a call that carry a trace along. */
export function traceHeadersOf({ traceparent, tracestate }: Span): Record<string, string> {
  return {
    ...(traceparent !== undefined && { traceparent }),
    ...(tracestate !== undefined && { tracestate }),
  };
}
