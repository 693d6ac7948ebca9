import type { FastifyStaticOptions } from '@fastify/static';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';

/**
 * Serves files of a folder, each as a whole: who asks for a part of one, or for one that is still the same, gets the
 * file, because there is no answer of this API that says 412 or 416.
 */
export async function serveFiles(
  fastify: FastifyInstance,
  options: FastifyStaticOptions & Required<Pick<FastifyStaticOptions, 'allowedPath'>>,
): Promise<void> {
  await fastify.register(async (scope) => {
    scope.addHook('onRequest', ({ raw: { headers } }, _reply, done) => {
      delete headers['if-match'];
      delete headers['if-unmodified-since'];
      done();
    });
    await scope.register(fastifyStatic, { ...options, index: false, decorateReply: false, acceptRanges: false });
  });
}
