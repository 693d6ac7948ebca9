import type { FastifyInstance, FastifyReply } from 'fastify';
import { EntraError } from '../identity/entra-error.js';
import { equalSecrets } from '../identity/equal-secrets.js';
import type { Provider } from '../identity/provider.js';
import { readIdentityQuery } from './identity-query.js';
import { identityHeader, identityOfMachine } from './machine.js';
import { machineToken } from './machine-token.js';

/**
 * The token endpoint App Service gives its processes as IDENTITY_ENDPOINT, `GET /msi/token`: wants the value of
 * IDENTITY_HEADER in `X-IDENTITY-HEADER`, and knows user-assigned identities by their client id.
 * https://learn.microsoft.com/azure/app-service/overview-managed-identity#rest-endpoint-reference
 */
export function registerAppService(app: FastifyInstance, provider: Provider): void {
  const { cloud } = provider;
  const expected = identityHeader(cloud.installation);
  app.get('/msi/token', async (request, reply) => {
    const given = request.headers['x-identity-header'];
    if (typeof given !== 'string' || !equalSecrets(given, expected))
      return refuse(reply, 401, 'The X-IDENTITY-HEADER is missing or wrong');
    const { 'api-version': version, resource, client_id: clientId } = readIdentityQuery(request.query);
    if (version !== '2019-08-01') return refuse(reply, 400, 'The api-version is not supported');
    if (resource === undefined) return refuse(reply, 400, 'The resource is missing');
    const client = identityOfMachine(cloud, clientId);
    if (client === undefined)
      return refuse(
        reply,
        400,
        'No User Assigned or Delegated Managed Identity found for specified ClientId/ResourceId/PrincipalId.',
      );
    try {
      const { expires_in: _expiresIn, ...token } = machineToken(provider, client, resource);
      return await reply.send(token);
    } catch (error) {
      if (error instanceof EntraError) return refuse(reply, 400, error.message);
      throw error;
    }
  });
}

function refuse(reply: FastifyReply, statusCode: number, message: string): FastifyReply {
  return reply.status(statusCode).send({ statusCode, message });
}
