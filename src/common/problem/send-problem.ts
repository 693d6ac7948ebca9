import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Problem } from './problem.js';
import type { ProblemContext } from './problem-answer.js';
import { problemAnswer } from './problem-answer.js';

/** Answers a request with a problem, unless an answer has begun already: then the connection ends, see GraphAnswer. */
export function sendProblem(
  problem: Problem,
  request: FastifyRequest,
  reply: FastifyReply,
  context: Pick<ProblemContext, 'publicUrl' | 'fromListedOrigin' | 'browserSignIn'>,
): void {
  request.problem = problem;
  if (reply.raw.headersSent) {
    reply.raw.destroy();
    return;
  }
  const clientRequestId = request.headers['client-request-id'];
  const answer = problemAnswer(problem, {
    correlationId: request.id,
    ...context,
    path: request.raw.url ?? '/',
    accept: request.headers.accept,
    clientRequestId: typeof clientRequestId === 'string' ? clientRequestId : undefined,
    date: new Date().toISOString(),
  });
  void reply.code(answer.status).headers(answer.headers).send(answer.body);
}
