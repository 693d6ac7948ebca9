import type { FastifyInstance } from 'fastify';
import type { Cloud, Identity } from '../cloud.js';
import { innerSender } from './batch/inner-requests.js';
import { download } from './files/download-route.js';
import { Gateway } from './gateway.js';
import { Journaling } from './journaling.js';
import { OperationTable } from './operation-table.js';
import { OPERATIONS } from './operations.js';
import { World } from './world.js';

/** Registers the embedded Graph's endpoints; `reset` brings its contents back to the seeds, counted from now. */
export async function registerGraph(
  app: FastifyInstance,
  cloud: Cloud,
  identity: Identity,
): Promise<{ reset(): void }> {
  let world = new World(cloud);
  const journaling = new Journaling(cloud);
  const gateway = new Gateway(
    cloud,
    identity,
    new OperationTable(OPERATIONS),
    journaling,
    () => world,
    innerSender(app),
  );
  journaling.install(app);
  app.addHook('onClose', async () => world.end());

  // Fastify decodes paths before it matches and reads `:` as a parameter: one wildcard, and our own matching.
  app.route({
    method: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    url: '/v1.0/*',
    exposeHeadRoute: false,
    handler: async (request, reply) => gateway.handle(request, reply),
  });
  app.route({
    method: ['GET', 'HEAD'],
    url: '/personal/*',
    exposeHeadRoute: false,
    handler: async (request, reply) => download(request, reply, world),
  });
  app.options('/v1.0/*', async (request, reply) =>
    reply
      .headers({
        'access-control-allow-origin': '*',
        'access-control-allow-methods': 'GET, HEAD, POST, PUT, PATCH, DELETE',
        'access-control-allow-headers': request.headers['access-control-request-headers'] ?? '*',
        'access-control-max-age': '3600',
      })
      .send(),
  );
  return {
    reset: () => {
      world.end();
      world = new World(cloud);
    },
  };
}
