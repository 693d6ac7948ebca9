import { plainId } from '../common/http/request-record.js';
import type { RequestRecord } from '../common/http/request-record.js';
import type { Meters } from '../common/meters/meters.js';
import { traceHeadersOf } from '../common/trace/span.js';
import type { Span } from '../common/trace/span.js';
import type { AnswerHeaders } from './graph-answer.js';
import type { Workload } from './workload.js';

/** What an attempt came to, as far as Graph is concerned. */
type AttemptOutcome = 'ok' | 'refused' | 'throttled' | 'failed' | 'unreachable' | 'broken_off';

/** One request to Graph, timed until its answer begins: told once, whichever way it ends. */
export class GraphAttempt {
  private readonly began = performance.now();
  private readonly span: Span;
  private told = false;

  constructor(
    private readonly meters: Meters,
    private readonly record: RequestRecord,
    private readonly workload: Workload,
    method: string,
    /** Template of the path, never the path. */
    route: string,
  ) {
    this.span = record.span.child('graph', 'call', {
      'http.request.method': method,
      'http.route': route,
      'graph.workload': workload,
    });
  }

  /** What carries the trace along. */
  get traceHeaders(): Readonly<Record<string, string>> {
    return traceHeadersOf(this.span);
  }

  /** Adds it to a list of names and values. */
  carryTrace(headers: string[]): void {
    const { traceparent, tracestate } = this.span;
    if (traceparent !== undefined) headers.push('traceparent', traceparent);
    if (tracestate !== undefined) headers.push('tracestate', tracestate);
  }

  /** The head of an answer came. */
  answered(status: number, headers: AnswerHeaders): void {
    const requestId = plainId(headers['request-id']);
    this.record.graphRequestId = requestId;
    this.span.set({ 'http.response.status_code': status, 'graph.request_id': requestId });
    this.meters.graphAnswers.of(this.workload).add();
    if (status === 429) this.meters.graphThrottled.of(this.workload).add();
    this.tell(outcomeOf(status));
  }

  /** None did that could be passed on; `broken_off`: the caller went away first. */
  failed(outcome: 'unreachable' | 'failed' | 'broken_off'): void {
    this.tell(outcome);
  }

  private tell(outcome: AttemptOutcome): void {
    if (this.told) return;
    this.told = true;
    const ms = performance.now() - this.began;
    this.record.graphMs = (this.record.graphMs ?? 0) + ms;
    this.meters.graphSeconds.of(this.workload, outcome).observe(ms / 1000);
    this.span.end(outcome === 'ok' ? undefined : outcome);
  }
}

function outcomeOf(status: number): AttemptOutcome {
  if (status === 429) return 'throttled';
  if (status >= 500) return 'failed';
  return status >= 400 ? 'refused' : 'ok';
}
