import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Provider } from './provider.js';
import { EntraError } from './entra-error.js';
import { errorAnswer } from './error-answer.js';
import { originOf } from './origin-of.js';
import { notesOf } from './request-notes.js';

/** Answers every failure of this scope with Entra's JSON; what is not an EntraError of ours is AADSTS9002313. */
export function answerFailures(app: FastifyInstance, provider: Provider): void {
  app.setErrorHandler((error, request, reply) => {
    const failure = error instanceof EntraError ? error : new EntraError(9002313, {}, { cause: error });
    if (!(error instanceof EntraError) && !isClientFault(error)) request.log.error(error);
    return sendFailure(provider, failure, request, reply);
  });
}

/** Sends one failure and notes its number for the journal. */
export function sendFailure(
  { cloud }: Provider,
  failure: EntraError,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  notesOf(request).errorCode = failure.number;
  const sent = z.uuid().safeParse(request.headers['client-request-id']);
  const body = errorAnswer(failure, cloud.clock, originOf(cloud, request), sent.success ? sent.data : undefined);
  notesOf(request).requestId = body.trace_id;
  return reply
    .status(failure.entry.status)
    .headers({ 'cache-control': 'no-store, no-cache', 'x-ms-request-id': body.trace_id })
    .send(body);
}

function isClientFault(error: unknown): boolean {
  const parsed = z.object({ statusCode: z.number() }).safeParse(error);
  return parsed.success && parsed.data.statusCode < 500;
}
