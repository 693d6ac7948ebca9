import type { FastifyInstance } from 'fastify';
import type { Provider } from './provider.js';
import { EntraError } from './entra-error.js';

interface InstanceRoute {
  Params: { tenant: string };
  Querystring: { authorization_endpoint?: string; 'api-version'?: string };
}

/** `GET /common/discovery/instance`: tells MSAL which hosts are the same cloud. AADSTS50049 for hosts that are not. */
export function registerInstanceDiscovery(app: FastifyInstance, { cloud }: Provider): void {
  app.get<InstanceRoute>('/:tenant/discovery/instance', (request) => {
    const endpoint = request.query.authorization_endpoint;
    if (typeof endpoint !== 'string') throw new EntraError(900144, { parameter: 'authorization_endpoint' });
    const { origin, pathname } = URL.canParse(endpoint) ? new URL(endpoint) : { origin: '', pathname: '' };
    const segment = pathname.split('/')[1] ?? '';
    if (!cloud.origins.all.includes(origin) || segment === '') throw new EntraError(50049);
    return {
      tenant_discovery_endpoint: `${origin}/${segment}/v2.0/.well-known/openid-configuration`,
      'api-version': request.query['api-version'] ?? '1.1',
      // Each host is a cloud of its own: as aliases of one, MSAL would move requests from one address to another.
      metadata: cloud.origins.all.map((each) => {
        const { host } = new URL(each);
        return { preferred_network: host, preferred_cache: host, aliases: [host] };
      }),
    };
  });
}
