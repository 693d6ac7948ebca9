import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { Meters } from '../common/meters/meters.js';
import type { AnswerHeaders } from './graph-answer.js';
import type { GraphCall } from './graph-call.js';
import { RetryBudget } from './retry-budget.js';
import { retryAfterMs } from '../common/http/retry-after.js';

/** Longest pause a caller is kept waiting for by Graph's wish, in milliseconds; it is the one to wait out longer ones. */
export const LONGEST_PAUSE_MS = 2_000;
/** Nothing is tried again later than this after the request came: its caller may not wait any more. */
const WITHIN_MS = 5_000;
/** A request that Graph puts off is sent twice, one whose connection breaks three times at most. */
const ATTEMPTS_PUT_OFF = 2;
const ATTEMPTS_BROKEN = 3;
/** Graph's ways to put a request off. */
const PUT_OFF: ReadonlySet<number> = new Set([429, 503, 504]);
/** RFC 9110 section 9.2.2, of the methods Graph takes. */
const IDEMPOTENT: ReadonlySet<string> = new Set(['GET', 'HEAD', 'PUT', 'DELETE']);

/** Decides what is sent to Graph again. Never anything with a body: it has gone out and was not kept. */
@Injectable()
export class Retries {
  /** A throttled Graph throttles retries as well: these are few, those of batches among them. */
  private readonly ofAnswers = new RetryBudget(0.05, 5);
  /** Connections that break hit single requests, and some of their retries: 5 in 100 must not reach one caller in 1,000. */
  private readonly ofConnections = new RetryBudget(0.1, 20);

  constructor(
    private readonly clock: Clock,
    private readonly meters: Meters,
  ) {}

  /** After how many milliseconds a request may be sent again that was answered so; undefined: the answer is for the caller. */
  pauseAfter(status: number, headers: AnswerHeaders, call: GraphCall, attempt: number): number | undefined {
    if (!PUT_OFF.has(status)) this.ofConnections.earn();
    const mayRepeat = attempt < ATTEMPTS_PUT_OFF && !call.carriesBody;
    const longestMs = mayRepeat ? Math.min(LONGEST_PAUSE_MS, this.timeLeft(call)) : -1;
    return this.pausePutOff({ status, headers }, call.operation.method, longestMs);
  }

  /**
   * The same for any answer, one within a batch too: 429 by anybody's, 503 and 504 by an idempotent method, where Graph
   * names a pause of at most `longestMs` and the budget has a retry left, which it then has no longer.
   */
  pausePutOff(
    { status, headers }: { readonly status: number; readonly headers: AnswerHeaders },
    method: string,
    longestMs: number,
  ): number | undefined {
    if (!PUT_OFF.has(status)) {
      this.ofAnswers.earn();
      return undefined;
    }
    if (status !== 429 && !IDEMPOTENT.has(method)) return undefined;
    const pause = retryAfterMs(headers['retry-after'], this.clock.now());
    if (pause === undefined || pause > longestMs || !this.ofAnswers.spend()) return undefined;
    this.meters.graphRetries.of(status === 429 ? 'throttled' : 'put_off').add();
    return pause;
  }

  /** Whether a request may be sent again whose connection broke before an answer: reading only, which does nothing twice. */
  mayFollowBreak(call: GraphCall, attempt: number): boolean {
    const { method } = call.operation;
    const may = method === 'GET' && attempt < ATTEMPTS_BROKEN && this.timeLeft(call) >= 0 && this.ofConnections.spend();
    if (may) this.meters.graphRetries.of('broken_connection').add();
    return may;
  }

  private timeLeft({ startedAt }: GraphCall): number {
    return startedAt + WITHIN_MS - this.clock.now();
  }
}
