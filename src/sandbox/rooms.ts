import type { FastifyInstance } from 'fastify';
import type { Cloud, Identity } from './cloud.js';
import { registerControls } from './controls/controls.js';
import type { ApiOrigins } from './directory/seeded-directory.js';
import { registerGraph } from './graph/graph.js';
import { registerIdentity } from './identity/identity.js';
import { registerAssets } from './pages/assets.js';
import { registerStartPage } from './pages/start-page.js';

/** Upload slices of Graph clients are up to 60 MiB. */
const GRAPH_BODY_LIMIT = 64 * 1024 * 1024;

/**
 * Furnishes the tenant's HTTP server: identity provider and Graph, each in a scope of its own with its own body
 * parsing. Identity gets `application/x-www-form-urlencoded` bodies as URLSearchParams and parsed JSON; Graph gets
 * every body as a Buffer. Requests whose Host is none of the tenant's origins are refused.
 */
export async function registerRooms(app: FastifyInstance, cloud: Cloud, api: ApiOrigins): Promise<Identity> {
  app.removeAllContentTypeParsers();
  app.addHook('onRequest', async (request, reply) => {
    if (cloud.origins.of(request) !== undefined) return undefined;
    return reply.status(400).send({ error: 'invalid_host', error_description: 'The Host is not one of this tenant.' });
  });

  app.setNotFoundHandler(async (_request, reply) =>
    reply.status(404).send({ error: 'not_found', error_description: 'Nothing is at this address of the tenant.' }),
  );

  const identity = await identityRoom(app, cloud);
  const graph = await graphRoom(app, cloud, identity);
  await app.register(async (scope) => registerControls(scope, { cloud, identity, graph, api }));
  registerAssets(app);
  registerStartPage(app, cloud, api);
  return identity;
}

async function graphRoom(app: FastifyInstance, cloud: Cloud, identity: Identity): Promise<{ reset(): void }> {
  let graph: { reset(): void } | undefined;
  await app.register(async (scope) => {
    scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: GRAPH_BODY_LIMIT }, (_request, body, done) => {
      done(null, body);
    });
    graph = await registerGraph(scope, cloud, identity);
    // After the side's own hooks, so that its journal sees the requests that are struck.
    cloud.faults.install(scope, 'graph');
  });
  if (graph === undefined) throw new Error('the Graph plugin did not load');
  return graph;
}

async function identityRoom(app: FastifyInstance, cloud: Cloud): Promise<Identity> {
  let identity: Identity | undefined;
  await app.register(async (scope) => {
    scope.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) => {
      done(null, new URLSearchParams(body.toString()));
    });
    scope.addContentTypeParser('application/json', { parseAs: 'string' }, scope.getDefaultJsonParser('error', 'error'));
    identity = await registerIdentity(scope, cloud);
    cloud.faults.install(scope, 'identity');
  });
  if (identity === undefined) throw new Error('the identity plugin did not load');
  return identity;
}
