import { Inject, Injectable } from '@nestjs/common';
import type { Dispatcher } from 'undici';
import { Clock } from '../common/clock.js';
import { Edge } from '../common/http/edge.js';
import { continueBody } from '../common/http/expect-continue.js';
import { RequestBody } from '../common/http/request-body.js';
import { Meters } from '../common/meters/meters.js';
import { Outbound } from '../common/outbound/outbound.js';
import type { Problem } from '../common/problem/problem.js';
import type { AppConfig } from '../config/app-config.js';
import { APP_CONFIG } from '../config/app-config.js';
import { bodyLimit } from './body-limit.js';
import type { AnswerBody } from './answer-body.js';
import type { AnswerHeaders, Upstream } from './graph-answer.js';
import { GraphAnswer } from './graph-answer.js';
import { GraphAttempt } from './graph-attempt.js';
import type { GraphCall } from './graph-call.js';
import { graphRequest } from './graph-request.js';
import { graphFailure, graphUnavailable, isBrokenConnection, isOutage } from './graph.errors.js';
import { MarkdownConverter } from './markdown/converter.js';
import { heldBody } from './held-body.js';
import { openAnswer } from './open-answer.js';
import { Retries } from './retries.js';
import type { CallEnd } from './workload-breaker.js';
import { TROUBLE, WorkloadBreaker } from './workload-breaker.js';

/** How one attempt ended. */
export type GraphOutcome =
  /** The answer has gone to the caller, or is on its way. */
  | { readonly kind: 'carried' }
  /** Graph refused the token; nothing has reached the caller yet. */
  | { readonly kind: 'refused_token'; readonly challenge: string | undefined }
  /** Nothing has reached the caller, and the request may be sent again after a pause. */
  | { readonly kind: 'again'; readonly afterMs: number };

interface Attempt {
  readonly call: GraphCall;
  readonly told: GraphAttempt;
  readonly attempt: number;
  readonly settle: (outcome: GraphOutcome) => void;
}

/** Sends a request to Graph and its answer to the caller. */
@Injectable()
export class GraphSender {
  /** Keeps connections for the next request. */
  private readonly kept: Dispatcher;
  /** Every request on a connection of its own: for those that a kept one has failed. */
  private readonly fresh: Dispatcher;

  constructor(
    @Inject(APP_CONFIG) private readonly config: AppConfig,
    private readonly clock: Clock,
    private readonly edge: Edge,
    private readonly retries: Retries,
    private readonly breaker: WorkloadBreaker,
    private readonly converter: MarkdownConverter,
    private readonly meters: Meters,
    outbound: Outbound,
  ) {
    const { graphHeadersTimeoutMs: headersTimeout, graphIdleTimeoutMs: bodyTimeout, requestsUnderWay } = config.limits;
    this.kept = outbound.agent({ headersTimeout, bodyTimeout, connections: requestsUnderWay });
    this.fresh = outbound.agent({ headersTimeout, bodyTimeout, connections: 64 });
  }

  /** One attempt, counted from 1. Throws Problem while nothing has reached the caller. */
  async send(call: GraphCall, accessToken: string, attempt: number): Promise<GraphOutcome> {
    if (call.reply.raw.destroyed) throw graphUnavailable(new Error('the caller went away'));
    const { request, operation, workload } = call;
    const options = graphRequest(call, accessToken, this.config.graph.baseUrl);
    const held = heldBody(request.raw);
    const streamed = call.carriesBody && held === undefined ? await this.begunBodyOf(call) : undefined;
    this.enter(call, streamed);
    const told = new GraphAttempt(this.meters, request.record, workload, operation.method, operation.path);
    told.carryTrace(options.headers);
    return new Promise((settle, reject) => {
      const answer = new GraphAnswer({
        response: call.reply.raw,
        record: request.record,
        open: (status, headers, upstream) => this.open(status, headers, { call, told, attempt, upstream, settle }),
        fail: (error, begun) => {
          // What breaks while the caller is still sending may be the caller's doing, and must hold nobody else back.
          const unsaid = streamed !== undefined && !streamed.readableEnded;
          streamed?.destroy();
          this.fail(error, { call, told, attempt, begun, unsaid, settle, reject });
        },
      });
      if (attempt > 1) {
        this.fresh.dispatch({ ...options, reset: true }, answer);
      } else {
        options.body = held ?? streamed ?? null;
        this.kept.dispatch(options, answer);
      }
    });
  }

  private enter({ workload, user }: GraphCall, body: RequestBody | undefined): void {
    try {
      this.breaker.enter(workload, user);
    } catch (error) {
      body?.destroy();
      throw error;
    }
  }

  /** Not before something of it is here: a connection that waits for a slow caller's first bytes may end as idle meanwhile. */
  private async begunBodyOf({ request, reply, operation, workload, user }: GraphCall): Promise<RequestBody> {
    this.breaker.expectPassage(workload, user);
    continueBody(request.raw, reply.raw);
    const body = new RequestBody(request.raw, {
      limit: bodyLimit(operation),
      windowMs: this.config.limits.requestBodyWindowMs,
    });
    await body.begin().catch((error: unknown) => {
      throw graphFailure(error);
    });
    return body;
  }

  private open(
    status: number,
    headers: AnswerHeaders,
    { call, told, attempt, upstream, settle }: Attempt & { readonly upstream: Upstream },
  ): AnswerBody | undefined {
    told.answered(status, headers);
    this.tell(call, TROUBLE.has(status) ? 'failed' : 'answered');
    const afterMs = this.retries.pauseAfter(status, headers, call, attempt);
    if (afterMs !== undefined) {
      settle({ kind: 'again', afterMs });
      return undefined;
    }
    if (status === 401) {
      const challenge = headers['www-authenticate'];
      settle({ kind: 'refused_token', challenge: Array.isArray(challenge) ? challenge.join(', ') : challenge });
      return undefined;
    }
    return openAnswer(status, headers, {
      call,
      upstream,
      graphOrigin: this.config.graph.baseUrl,
      publicUrl: call.request.publicUrl ?? this.config.publicUrls[0],
      fromListedOrigin: this.edge.isFromListedOrigin(call.request),
      converter: this.converter,
      now: this.clock.now(),
      onHead: () => settle({ kind: 'carried' }),
    });
  }

  private fail(
    error: Error,
    {
      call,
      told,
      attempt,
      begun,
      unsaid,
      settle,
      reject,
    }: Attempt & {
      readonly begun: boolean;
      readonly unsaid: boolean;
      readonly reject: (problem: Problem) => void;
    },
  ): void {
    const problem = graphFailure(error);
    const unheard = !begun && !call.reply.raw.destroyed;
    told.failed(outcomeOfFailure(call, begun));
    this.tell(call, isOutage(problem) && unheard && !unsaid ? 'failed' : 'unknown');
    if (unheard && isBrokenConnection(error) && this.retries.mayFollowBreak(call, attempt))
      settle({ kind: 'again', afterMs: 0 });
    else reject(problem);
  }

  private tell({ workload, user }: GraphCall, end: CallEnd): void {
    this.breaker.leave(workload, user, end);
  }
}

function outcomeOfFailure({ reply }: GraphCall, begun: boolean): 'unreachable' | 'failed' | 'broken_off' {
  if (reply.raw.destroyed) return 'broken_off';
  return begun ? 'failed' : 'unreachable';
}
