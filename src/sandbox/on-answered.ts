import type { FastifyInstance, FastifyRequest } from 'fastify';

/**
 * Calls back once for each request of a scope, before its client can see the answer; for one that is cut off or never
 * answered, when its connection closes, with status 0 where no headers went out.
 */
export function onAnswered(scope: FastifyInstance, record: (request: FastifyRequest, status: number) => void): void {
  const recorded = new WeakSet<FastifyRequest>();
  const once = (request: FastifyRequest, status: number): void => {
    if (recorded.has(request)) return;
    recorded.add(request);
    record(request, status);
  };
  scope.addHook('onRequest', async (request, reply) => {
    reply.raw.once('close', () => once(request, reply.raw.headersSent ? reply.raw.statusCode : 0));
  });
  scope.addHook('onSend', async (request, reply) => once(request, reply.statusCode));
}
