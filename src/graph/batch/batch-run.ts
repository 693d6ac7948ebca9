import type { Problem } from '../../common/problem/problem.js';
import type { ProblemContext } from '../../common/problem/problem-answer.js';
import { dependentsOf } from './dependents.js';
import type { InnerAnswer } from './inner-answer.js';
import { failedDependency, problemWithin } from './inner-answer.js';
import type { InnerRequest } from './inner-request.js';

/** The requests of one batch and the answers they have so far. */
export class BatchRun {
  private readonly answers = new Map<string, InnerAnswer>();
  /** Codes of the problems among the answers, for the log. */
  readonly codes: string[] = [];

  constructor(
    private readonly requests: readonly InnerRequest[],
    private readonly context: ProblemContext,
  ) {}

  answer(id: string, answer: InnerAnswer): void {
    this.answers.set(id, answer);
  }

  /** Answers a request with a problem. */
  refuse(id: string, problem: Problem): void {
    this.codes.push(problem.code);
    this.answers.set(id, problemWithin(problem, this.context));
  }

  /** Of these, the ones that can still be sent: whatever depends on one that was refused fails with it. */
  stillOpen<T extends InnerRequest>(requests: readonly T[]): readonly T[] {
    for (const { id } of dependentsOf(this.requests, [...this.answers.keys()])) {
      if (!this.answers.has(id)) this.answers.set(id, failedDependency(this.context));
    }
    return requests.filter(({ id }) => !this.answers.has(id));
  }

  /** All answers in the order of the requests. */
  *inOrder(): Generator<readonly [id: string, answer: InnerAnswer]> {
    for (const { id } of this.requests) {
      const answer = this.answers.get(id);
      if (answer === undefined) throw new TypeError('a request of the batch was left without an answer');
      yield [id, answer];
    }
  }
}
