import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { Meters } from '../../common/meters/meters.js';
import type { AnswerHeaders } from '../graph-answer.js';
import { retryAfterMs } from '../retry-after.js';
import { Retries } from '../retries.js';
import type { RetryBudget } from '../retry-budget.js';
import { workloadOf } from '../workload.js';
import { dependentsOf } from './dependents.js';
import type { GraphAnswers } from './graph-answers.js';
import type { CheckedRequest } from './inner-check.js';

/** Longest pause a batch makes by Graph's wish, in all its rounds together, in milliseconds. */
export const LONGEST_PAUSE_MS = 2_000;
/** RFC 9110 section 9.2.2, of the methods Graph takes. */
const IDEMPOTENT: ReadonlySet<string> = new Set(['GET', 'PUT', 'DELETE']);

/** What to send once more, and after how many milliseconds. */
export interface Repetition {
  readonly requests: readonly CheckedRequest[];
  readonly afterMs: number;
}

/** Decides which requests of a batch Graph gets once more because it put them off. */
@Injectable()
export class Throttled {
  private readonly budget: RetryBudget;

  constructor(
    private readonly clock: Clock,
    private readonly meters: Meters,
    retries: Retries,
  ) {
    this.budget = retries.ofAnswers;
  }

  /** How many of these requests Graph has throttled. */
  count(requests: readonly CheckedRequest[], answers: GraphAnswers): void {
    for (const { id, operation } of requests)
      if (answers.get(id)?.status === 429) this.meters.graphThrottled.of(workloadOf(operation)).add();
  }

  /**
   * Each request by itself: 429 by anybody's, 503 and 504 by an idempotent method, where Graph names a short pause and
   * the budget has a retry left; with them those that failed because of nothing else. Undefined where there are none.
   */
  repetition(requests: readonly CheckedRequest[], answers: GraphAnswers, longestMs: number): Repetition | undefined {
    const chosen = new Map<string, number>();
    for (const { id, operation } of requests) {
      const answer = answers.get(id);
      const pause = answer && this.pauseAfter(answer, operation.method, longestMs);
      if (pause !== undefined) chosen.set(id, pause);
    }
    if (chosen.size === 0) return undefined;
    return { requests: withFailedDependents(requests, answers, chosen.keys()), afterMs: Math.max(...chosen.values()) };
  }

  /** After how many milliseconds what was answered so may be sent again; undefined: not at all. Spends the budget. */
  pauseAfter(
    { status, headers }: { readonly status: number; readonly headers: AnswerHeaders },
    method: string,
    longestMs: number,
  ): number | undefined {
    const isPutOff = status === 429 || status === 503 || status === 504;
    if (!isPutOff) {
      this.budget.earn();
      return undefined;
    }
    if (status !== 429 && !IDEMPOTENT.has(method)) return undefined;
    const pause = retryAfterMs(headers['retry-after'], this.clock.now());
    if (pause === undefined || pause > longestMs || !this.budget.spend()) return undefined;
    this.meters.graphRetries.of(status === 429 ? 'throttled' : 'put_off').add();
    return pause;
  }
}

/** The requests of these ids, and those that failed because of them and of nothing else, in their order. */
export function withFailedDependents(
  requests: readonly CheckedRequest[],
  answers: GraphAnswers,
  ids: Iterable<string>,
): readonly CheckedRequest[] {
  const again = new Set(ids);
  const failed = dependentsOf(requests, again).filter(({ id }) => answers.get(id)?.status === 424);
  for (let before = -1; before !== again.size;) {
    before = again.size;
    for (const { id, dependsOn } of failed) {
      const onlyThese = dependsOn.every((each) => again.has(each) || (answers.get(each)?.status ?? 500) < 400);
      if (onlyThese) again.add(id);
    }
  }
  return requests.filter(({ id }) => again.has(id));
}
