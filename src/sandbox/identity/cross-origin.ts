import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isSpaOrigin } from './authorize/match-redirect.js';
import type { Provider } from './provider.js';

const PUBLIC_PATH =
  /^\/[^/?]+\/(.*\/)?(\.well-known\/openid-configuration|discovery\/(v2\.0\/)?keys|discovery\/instance)$/i;
const TOKEN_PATH = /^\/[^/?]+\/oauth2\/v2\.0\/token$/i;
const CLIENT_HEADER =
  /^(x-requested-with|content-type|client-request-id|return-client-request-id|x-client-[\w-]+|x-ms-[\w-]+|x-app-[\w-]+|x-anchormailbox)$/i;

/**
 * Lets scripts of any origin read what is public, and those of single-page applications use the token endpoint;
 * nothing else of this provider is for scripts.
 */
export function allowCrossOrigin(app: FastifyInstance, provider: Provider): void {
  app.addHook('onRequest', async (request, reply) => {
    const { origin } = request.headers;
    const allowed = origin === undefined ? undefined : allowedOrigin(provider, request, origin);
    if (allowed !== undefined) {
      void reply.headers({
        'access-control-allow-origin': allowed,
        'access-control-expose-headers': 'x-ms-request-id, client-request-id, retry-after',
        vary: 'Origin',
      });
    }
  });
  for (const path of [
    '/:tenant/oauth2/v2.0/token',
    '/:tenant/discovery/instance',
    '/:tenant/discovery/keys',
    '/:tenant/discovery/v2.0/keys',
    '/:tenant/.well-known/openid-configuration',
    '/:tenant/v2.0/.well-known/openid-configuration',
    '/:tenant//v2.0/.well-known/openid-configuration',
  ])
    app.options(path, answerPreflight);
}

function allowedOrigin({ cloud }: Provider, request: FastifyRequest, origin: string): string | undefined {
  const [path = ''] = request.url.split('?', 1);
  if (PUBLIC_PATH.test(path)) return '*';
  return TOKEN_PATH.test(path) && isSpaOrigin(cloud.directory.applications, origin) ? origin : undefined;
}

function answerPreflight(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (reply.hasHeader('access-control-allow-origin')) {
    const asked = (request.headers['access-control-request-headers'] ?? '').split(',').map((name) => name.trim());
    void reply.headers({
      'access-control-allow-methods': 'GET, POST, OPTIONS',
      'access-control-allow-headers': asked.filter((name) => CLIENT_HEADER.test(name)).join(', '),
      'access-control-max-age': '600',
    });
  }
  return reply.status(204).send();
}
