import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { Meters } from '../common/meters/meters.js';
import type { AnswerHeaders } from './graph-answer.js';
import type { GraphCall } from './graph-call.js';
import { RetryBudget } from './retry-budget.js';
import { retryAfterMs } from './retry-after.js';

/** Longest pause a caller is kept waiting for by Graph's wish, in milliseconds; it is the one to wait out longer ones. */
const LONGEST_PAUSE_MS = 2_000;
/** Nothing is tried again later than this after the request came: its caller may not wait any more. */
const WITHIN_MS = 5_000;
/** A request that Graph puts off is sent twice, one whose connection breaks three times at most. */
const ATTEMPTS_PUT_OFF = 2;
const ATTEMPTS_BROKEN = 3;
/** RFC 9110 section 9.2.2, of the methods Graph takes. */
const IDEMPOTENT: ReadonlySet<string> = new Set(['GET', 'HEAD', 'PUT', 'DELETE']);

/** Decides what is sent to Graph again. Never anything with a body: it has gone out and was not kept. */
@Injectable()
export class Retries {
  /** A throttled Graph throttles retries as well: these are few, those of batches among them. */
  readonly ofAnswers = new RetryBudget(0.05, 5);
  /** Connections that break hit single requests, and some of their retries: 5 in 100 must not reach one caller in 1,000. */
  private readonly ofConnections = new RetryBudget(0.1, 20);

  constructor(
    private readonly clock: Clock,
    private readonly meters: Meters,
  ) {}

  /**
   * After how many milliseconds a request may be sent again that Graph has put off (429 by anybody's, 503 and 504 by an
   * idempotent method); undefined: the answer is for the caller.
   */
  pauseAfter(status: number, headers: AnswerHeaders, call: GraphCall, attempt: number): number | undefined {
    const putOff = status === 429 || status === 503 || status === 504;
    if (!putOff) {
      this.ofAnswers.earn();
      this.ofConnections.earn();
      return undefined;
    }
    if (attempt >= ATTEMPTS_PUT_OFF || call.carriesBody || (status !== 429 && !isIdempotent(call))) return undefined;
    const pause = retryAfterMs(headers['retry-after'], this.clock.now());
    if (pause === undefined || pause > LONGEST_PAUSE_MS || !this.isInTime(call, pause)) return undefined;
    if (!this.ofAnswers.spend()) return undefined;
    this.meters.graphRetries.of(status === 429 ? 'throttled' : 'put_off').add();
    return pause;
  }

  /** Whether a request may be sent again whose connection broke before an answer: reading only, which does nothing twice. */
  mayFollowBreak(call: GraphCall, attempt: number): boolean {
    const { method } = call.operation;
    const may = method === 'GET' && attempt < ATTEMPTS_BROKEN && this.isInTime(call, 0) && this.ofConnections.spend();
    if (may) this.meters.graphRetries.of('broken_connection').add();
    return may;
  }

  private isInTime({ startedAt }: GraphCall, pause: number): boolean {
    return this.clock.now() + pause - startedAt <= WITHIN_MS;
  }
}

function isIdempotent({ operation }: GraphCall): boolean {
  return IDEMPOTENT.has(operation.method);
}
