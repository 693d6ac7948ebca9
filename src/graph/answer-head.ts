import { graphPathHeaders } from '../common/http/graph-path.js';
import { allowanceHeaders } from '../limits/allowance.js';
import type { GraphCall } from './graph-call.js';

/** Headers of this API's own for one kind of answer, in the place of any of the same name. */
export type OwnHeaders = Readonly<Record<string, string | number>>;

export interface HeadContext {
  readonly call: GraphCall;
  readonly fromListedOrigin: boolean;
  /** Called when the head goes out: from then on the answer can only be finished or broken off. */
  readonly onHead: () => void;
}

const NONE: OwnHeaders = {};

/** The head of an answer of Graph's as the caller gets it: written once, when it is known how the body goes out. */
export class AnswerHead {
  constructor(
    private readonly status: number,
    /** What of Graph's own goes along. */
    private readonly carried: Readonly<Record<string, string | string[]>>,
    private readonly context: HeadContext,
  ) {}

  /** `length` of a body that is known, in bytes. */
  write(own = NONE, length?: number): void {
    const {
      call: { reply, request },
      fromListedOrigin,
      onHead,
    } = this.context;
    // Names and values in turn: the form that Node.js writes without making another of it first.
    const lines: (string | number | string[])[] = [];
    // What hooks have set, CORS for one: a hijacked reply would lose it.
    addTo(lines, reply.getHeaders(), own);
    addTo(lines, this.carried, own);
    addTo(lines, graphPathHeaders(fromListedOrigin), own);
    addTo(lines, allowanceHeaders(request.allowance), own);
    addTo(lines, own);
    if (length !== undefined) lines.push('content-length', length);
    reply.hijack();
    reply.raw.writeHead(this.status, lines);
    onHead();
  }
}

/** All that are not among those that come `later`. */
function addTo(
  lines: (string | number | string[])[],
  headers: Readonly<Record<string, string | number | string[] | undefined>>,
  later = NONE,
): void {
  for (const name of Object.keys(headers)) {
    const value = headers[name];
    if (value !== undefined && (later === NONE || !(name in later))) lines.push(name, value);
  }
}
