import type { FastifyInstance, FastifyReply } from 'fastify';
import { EntraError } from '../identity/entra-error.js';
import type { Provider } from '../identity/provider.js';
import { identityOfMachine } from './machine.js';
import { machineToken } from './machine-token.js';
import type { IdentityQuery } from './identity-query.js';
import { readIdentityQuery } from './identity-query.js';

/**
 * The identity part of Azure's instance metadata service, `GET /metadata/identity/oauth2/token`: wants the header
 * `Metadata: true`, refuses what came over a proxy, and knows user-assigned identities by their client id.
 * https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/how-to-use-vm-token#error-handling
 */
export function registerMetadataService(app: FastifyInstance, provider: Provider): void {
  app.get('/metadata/identity/oauth2/token', async (request, reply) => {
    if (request.headers['x-forwarded-for'] !== undefined) return refuse(reply, 'The request came over a proxy');
    if (String(request.headers['metadata']).toLowerCase() !== 'true')
      return refuse(reply, 'Required metadata header not specified');
    const query = readIdentityQuery(request.query);
    for (const name of ['api-version', 'resource'] as const)
      if (query[name] === undefined) return refuse(reply, `Required query variable '${name}' is missing`);
    return answer(reply, provider, query);
  });
}

function answer(reply: FastifyReply, provider: Provider, query: IdentityQuery): FastifyReply {
  if (query['api-version'] !== '2018-02-01') return refuse(reply, 'Bad request. api-version was not specified');
  const client = identityOfMachine(provider.cloud, query.client_id);
  if (client === undefined) return refuse(reply, 'Identity not found');
  try {
    const token = machineToken(provider, client, query.resource ?? '');
    return reply.send({ ...token, ext_expires_in: token.expires_in });
  } catch (error) {
    if (!(error instanceof EntraError)) throw error;
    return reply.status(400).send({ error: error.entry.error, error_description: error.message });
  }
}

function refuse(reply: FastifyReply, description: string): FastifyReply {
  return reply.status(400).send({ error: 'invalid_request', error_description: description });
}
