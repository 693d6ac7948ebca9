import type { FastifyInstance } from 'fastify';
import type { Provider } from './provider.js';

/** `GET /common/userrealm/{upn}`: MSAL Python asks before it sends a password; 404 for domains that are not here. */
export function registerUserrealm(app: FastifyInstance, { cloud }: Provider): void {
  app.get<{ Params: { tenant: string; upn: string } }>('/:tenant/userrealm/:upn', (request, reply) => {
    const { upn } = request.params;
    const domain = upn.slice(upn.lastIndexOf('@') + 1);
    const tenant = cloud.directory.tenant(domain);
    if (tenant === undefined || !upn.includes('@')) return reply.status(404).send({ error: 'not_found' });
    return reply.send({
      ver: '1.0',
      account_type: 'Managed',
      domain_name: tenant.domain,
      cloud_instance_name: new URL(cloud.origins.issuer).host,
      cloud_audience_urn: 'urn:federation:MicrosoftOnline',
    });
  });
}
