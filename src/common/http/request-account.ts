import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Principal } from '../caller.js';
import type { Log } from '../log.js';
import type { Meters } from '../meters/meters.js';
import type { Tracing } from '../trace/tracing.js';
import type { Problem } from '../problem/problem.js';
import type { ProblemCode } from '../problem/problem-codes.js';
import { PROBLEM_KINDS } from '../problem/problem-codes.js';
import { RequestRecord } from './request-record.js';
import { Sampled } from './sampled.js';
import { unparsableMidway } from './unparsable-request.js';

/** Refusals or failures of one kind that are told in the log per minute; of the rest their number. */
const TOLD_PER_MINUTE = 300;
/** What anybody can cause as often as they like, or too much of anything does. */
type Flood = 'unproven' | 'rate_limited' | 'overloaded';

/**
 * Gives account of each request once it has ended: one line in the log, its metrics, its span. What failed on this side
 * has a line of its own, with its cause.
 */
export class RequestAccount {
  private inFlight = 0;
  private readonly told: Readonly<Record<Flood, Sampled>>;
  private readonly failures = new Map<ProblemCode, Sampled>();
  /** Of requests in a flood whose failure came before their end: both lines are there, or neither. */
  private readonly decided = new WeakMap<FastifyRequest, boolean>();

  constructor(
    private readonly log: Log,
    private readonly meters: Meters,
    private readonly tracing: Tracing,
  ) {
    const told = (reason: Flood): Sampled =>
      new Sampled(TOLD_PER_MINUTE, (count) => log.warn('requests_left_out', { reason, count }));
    this.told = { unproven: told('unproven'), rate_limited: told('rate_limited'), overloaded: told('overloaded') };
    for (const code of Object.keys(PROBLEM_KINDS)) meters.problems.of(code);
    meters.requestsInFlight.set([], () => this.inFlight);
  }

  /** Before anybody has looked at the request. */
  open(request: FastifyRequest): void {
    this.inFlight += 1;
    request.record = new RequestRecord(this.tracing.begin(request.raw));
  }

  /** What it failed with, once that is known. Tells nothing of what its caller did wrong. */
  failed(problem: Problem, request: FastifyRequest): void {
    if (problem.status < 500 || !this.tellsFailure(problem, request)) return;
    const { code, options } = problem;
    this.log.error('problem', { correlationId: request.id, code }, options.cause);
  }

  private tellsFailure(problem: Problem, request: FastifyRequest): boolean {
    // What is wrong on this side is always told.
    if (problem.status === 500) return true;
    const flood = floodOf(problem, request.principal);
    if (flood === undefined) return this.failuresBy(problem.code).takes();
    const tells = this.told[flood].takes();
    this.decided.set(request, tells);
    return tells;
  }

  /** An outage fails everybody at once, and each in the same way. */
  private failuresBy(code: ProblemCode): Sampled {
    const known = this.failures.get(code);
    if (known !== undefined) return known;
    const sampled = new Sampled(TOLD_PER_MINUTE, (count) => this.log.warn('problems_left_out', { code, count }));
    this.failures.set(code, sampled);
    return sampled;
  }

  /** Once its answer has gone out, or either side has broken it off. */
  close(request: FastifyRequest, reply: FastifyReply): void {
    this.inFlight -= 1;
    const { statusCode, writableFinished } = reply.raw;
    // Only of what has no answer of its own: most requests are not asked.
    const midway = writableFinished ? undefined : unparsableMidway(request.raw);
    if (midway !== undefined) request.problem = midway.problem;
    const status = midway?.problem.status ?? statusCode;
    const brokenOff = !writableFinished && midway === undefined;
    const ms = performance.now() - request.record.began;
    const outcome = outcomeOf(request, status, brokenOff);
    const operation = operationOf(request);
    this.meters.requests.of(operation, String(status), outcome).add();
    // A caller that went away is nobody's failure.
    if (request.problem !== undefined && !brokenOff) this.meters.problems.of(request.problem.code).add();
    this.meters.requestSeconds.of(operation).observe(ms / 1000);
    if (request.record.span.isRecorded) this.endSpan(request, { status, outcome, operation });
    const { record, problem } = request;
    const flood = problem && floodOf(problem, request.principal);
    if (flood !== undefined && !(this.decided.get(request) ?? this.told[flood].takes())) return;
    this.log.info('request', {
      correlationId: midway?.correlationId ?? request.id,
      method: request.method,
      route: request.operationName ?? request.routeOptions.url ?? null,
      status,
      ms: Math.round(ms),
      authMs: rounded(record.authMs),
      exchangeMs: rounded(record.exchangeMs),
      graphMs: rounded(record.graphMs),
      tokenSource: record.tokenSource,
      graphRequestId: record.graphRequestId,
      traceId: record.span.traceId,
      code: problem?.code,
      reason: problem?.options.reason,
      brokenOff: brokenOff ? true : undefined,
    });
  }

  private endSpan(
    { id, method, record: { span, tokenSource }, routeOptions: { url } }: FastifyRequest,
    { status, outcome, operation }: { status: number; outcome: string; operation: string },
  ): void {
    // https://opentelemetry.io/docs/specs/semconv/http/http-spans/
    span.rename(operation);
    span.set({
      'http.request.method': method,
      'http.response.status_code': status,
      'http.route': url,
      'behalf.operation': operation,
      'behalf.outcome': outcome,
      'behalf.correlation_id': id,
      'behalf.token_source': tokenSource,
    });
    // What a caller did wrong is no failure of this side.
    span.end(status >= 500 || outcome === 'broken_off' ? outcome : undefined);
  }
}

/** Which flood a refusal may be part of: none where it is this side that is wrong. */
function floodOf(problem: Problem, principal: Principal | undefined): Flood | undefined {
  if (problem.status === 500) return undefined;
  if (problem.code === 'rate_limited' || problem.code === 'overloaded') return problem.code;
  return principal === undefined ? 'unproven' : undefined;
}

/** Out of a set that the routes and the catalogue decide, whatever is asked for. */
function operationOf(request: FastifyRequest): string {
  if (request.operationName !== undefined) return request.operationName;
  const { url } = request.routeOptions;
  return url === undefined ? 'none' : `${request.method} ${url}`;
}

function outcomeOf({ problem }: FastifyRequest, status: number, brokenOff: boolean): string {
  if (brokenOff) return 'broken_off';
  if (problem !== undefined) return problem.code;
  return status < 400 ? 'ok' : 'graph_error';
}

/** A tenth of a millisecond says enough. */
function rounded(ms: number | undefined): number | undefined {
  return ms === undefined ? undefined : Math.round(ms * 10) / 10;
}
