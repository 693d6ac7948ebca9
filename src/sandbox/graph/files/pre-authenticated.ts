import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Cloud } from '../../cloud.js';
import { GraphError } from '../errors.js';
import type { Journaling } from '../journaling.js';
import type { World } from '../world.js';
import { download } from './download-route.js';
import { uploadAnswer } from './upload-route.js';
import { SliceRefused } from './upload-slice.js';

/** Below a user's or a site's own folder of the tenant's origin. */
const FOLDERS = ['/personal/*', '/sites/*'];
const UPLOAD = /\/_api\/v2\.0\/drive\/items\/[^/]+\/uploadSession$/i;
const MONITOR = /\/_api\/v2\.0\/monitor\/([\w-]+)$/i;
const DOWNLOAD = /\/_layouts\/15\/download\.aspx$/i;

/** Registers the addresses that are a permission themselves: whoever has one needs no token, and one sent is ignored. */
export function registerPreAuthenticated(
  app: FastifyInstance,
  cloud: Cloud,
  journaling: Journaling,
  world: () => World,
): void {
  for (const url of FOLDERS) {
    app.route({
      method: ['GET', 'HEAD', 'PUT', 'POST', 'DELETE'],
      url,
      exposeHeadRoute: false,
      handler: async (request, reply) => {
        try {
          return answer(request, reply, world(), cloud.origins.of(request) ?? '');
        } catch (error) {
          if (!(error instanceof GraphError)) throw error;
          const { code, message } = error;
          journaling.note(request, { errorCode: code });
          const inner = error instanceof SliceRefused ? { innererror: { code: error.inner } } : {};
          return reply.status(error.status).send({ error: { code, message, ...inner } });
        }
      },
    });
    app.options(url, preflight);
  }
}

function answer(request: FastifyRequest, reply: FastifyReply, world: World, origin: string): FastifyReply {
  const [path = ''] = (request.raw.url ?? '').split('?');
  const reading = request.method === 'GET' || request.method === 'HEAD';
  if (reading && DOWNLOAD.test(path)) return download(request, reply, world);
  const monitored = MONITOR.exec(path)?.[1];
  if (reading && monitored !== undefined)
    return reply
      .headers(ALLOWED)
      .status(202)
      .send(world.copies.status(monitored, new URLSearchParams((request.raw.url ?? '').split('?')[1])));
  if (!UPLOAD.test(path)) throw new GraphError('fileNotFound');
  void reply.headers(ALLOWED);
  const { status, body } = uploadAnswer(request, world, origin);
  return body === undefined ? reply.status(status).send() : reply.status(status).send(body);
}

/** Scripts of every origin may come: the address is secret, and no cookie or token counts here. */
const ALLOWED = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'Content-Range, ETag, Location, Retry-After',
  'cache-control': 'no-store',
};

function preflight(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  return reply
    .headers({
      ...ALLOWED,
      'access-control-allow-methods': 'GET, HEAD, PUT, POST, DELETE, OPTIONS',
      'access-control-allow-headers': request.headers['access-control-request-headers'] ?? '*',
      'access-control-max-age': '3600',
    })
    .status(200)
    .send();
}
