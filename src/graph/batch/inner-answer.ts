import type { Problem } from '../../common/problem/problem.js';
import type { ProblemContext } from '../../common/problem/problem-answer.js';
import { problemAnswer } from '../../common/problem/problem-answer.js';
import { spelled } from './inner-headers.js';

/** The answer to one request within a batch. */
export interface InnerAnswer {
  readonly status: number;
  /** Spelled as Graph does. */
  readonly headers: Readonly<Record<string, string>>;
  /** JSON text. */
  readonly body: string | undefined;
}

/** A problem as the answer to one request of a batch: the body that it would have as an answer of its own. */
export function problemWithin(problem: Problem, context: ProblemContext): InnerAnswer {
  const { status, headers, body } = problemAnswer(problem, context);
  const told = ['content-type', 'request-id', 'retry-after', 'allow'] as const;
  return { status, headers: spelled(Object.fromEntries(told.map((name) => [name, headers[name]]))), body };
}

/** The answer to a request that was not sent because one it depends on was refused; Graph's own form, it is Graph's rule. */
export function failedDependency({ correlationId, clientRequestId, date }: ProblemContext): InnerAnswer {
  const innerError = { date, 'request-id': correlationId, 'client-request-id': clientRequestId ?? correlationId };
  const error = {
    code: 'FailedDependency',
    message: 'A request that this one depends on was not carried out.',
    innerError,
  };
  return {
    status: 424,
    headers: spelled({ 'content-type': 'application/json', 'request-id': correlationId }),
    body: JSON.stringify({ error }),
  };
}

/** The body of the answer to a batch. */
export function writtenBatch(answers: Iterable<readonly [id: string, answer: InnerAnswer]>): string {
  const written = [...answers].map(([id, { status, headers, body }]) => {
    const head = JSON.stringify({ id, status, headers });
    return body === undefined ? head : `${head.slice(0, -1)},"body":${body}}`;
  });
  return `{"responses":[${written.join(',')}]}`;
}
