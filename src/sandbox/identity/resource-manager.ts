import type { FastifyInstance, FastifyReply } from 'fastify';
import type { AccessTokenClaims } from '../cloud.js';
import type { Tenant } from '../directory/types.js';
import { readBearerToken } from './bearer-token.js';
import type { Provider } from './provider.js';
import { RESOURCE_MANAGER_IDENTIFIERS } from './resource.js';

/** `GET /tenants` and `GET /subscriptions`: as much of Azure Resource Manager as `az login` needs. */
export function registerResourceManager(app: FastifyInstance, provider: Provider): void {
  app.get('/tenants', async (request, reply) => {
    const claims = await readBearerToken(provider, request, RESOURCE_MANAGER_IDENTIFIERS);
    if (claims === undefined) return refuse(reply);
    return { value: tenantsOf(provider, claims).map(describeTenant) };
  });
  app.get('/subscriptions', async (request, reply) => {
    const claims = await readBearerToken(provider, request, RESOURCE_MANAGER_IDENTIFIERS);
    if (claims === undefined) return refuse(reply);
    const tenant = provider.cloud.directory.tenant(claims.tid);
    return { value: tenant === undefined ? [] : [describeSubscription(tenant)], count: { type: 'Total', value: 1 } };
  });
}

/** The token's tenant and those its user is a guest of. */
function tenantsOf({ cloud: { directory } }: Provider, claims: AccessTokenClaims): Tenant[] {
  const user = directory.user(claims.tid, claims.oid);
  const guests = user === undefined ? [] : directory.usersNamed(user.mail).filter(({ guest }) => guest);
  const ids = new Set([claims.tid, ...guests.map(({ tenantId }) => tenantId)]);
  return directory.tenants.filter(({ id }) => ids.has(id));
}

function describeTenant({ id, domain, displayName }: Tenant): object {
  return {
    id: `/tenants/${id}`,
    tenantId: id,
    displayName,
    defaultDomain: domain,
    domains: [domain],
    tenantCategory: 'Home',
    tenantType: 'AAD',
  };
}

function describeSubscription({ id, displayName }: Tenant): object {
  return {
    id: `/subscriptions/${id}`,
    subscriptionId: id,
    tenantId: id,
    displayName: `${displayName} sandbox`,
    state: 'Enabled',
    authorizationSource: 'RoleBased',
    managedByTenants: [],
    subscriptionPolicies: { locationPlacementId: 'Public_2014-09-01', quotaId: 'Sandbox', spendingLimit: 'Off' },
  };
}

function refuse(reply: FastifyReply): FastifyReply {
  return reply
    .status(401)
    .header('www-authenticate', 'Bearer error="invalid_token"')
    .send({ error: { code: 'InvalidAuthenticationToken', message: 'The access token is missing or invalid.' } });
}
