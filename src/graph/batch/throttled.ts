import type { Retries } from '../retries.js';
import { dependentsOf } from './dependents.js';
import type { GraphAnswers } from './graph-answers.js';
import type { CheckedRequest } from './inner-check.js';

/** What to send once more, and after how many milliseconds. */
export interface Repetition {
  readonly requests: readonly CheckedRequest[];
  readonly afterMs: number;
}

/**
 * Which requests of a batch Graph gets once more because it put them off, each judged by itself; with them those that
 * failed because of nothing else. Undefined where there are none.
 */
export function repetition(
  requests: readonly CheckedRequest[],
  answers: GraphAnswers,
  longestMs: number,
  retries: Retries,
): Repetition | undefined {
  const chosen = new Map<string, number>();
  for (const { id, operation } of requests) {
    const answer = answers.get(id);
    const pause = answer && retries.pausePutOff(answer, operation.method, longestMs);
    if (pause !== undefined) chosen.set(id, pause);
  }
  if (chosen.size === 0) return undefined;
  return { requests: withFailedDependents(requests, answers, chosen.keys()), afterMs: Math.max(...chosen.values()) };
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
