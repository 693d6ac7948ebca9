import type { FastifyInstance, FastifyRequest } from 'fastify';
import { PERSONAL_TENANT_ID } from '../directory/types.js';
import type { Authority } from './authority.js';
import { resolveAuthority } from './authority.js';
import { originOf } from './origin-of.js';
import { issuerV1, issuerV2 } from './issuers.js';
import { publishedKey } from './key-set.js';
import type { Provider } from './provider.js';
import type { TenantRoute } from './tenant-route.js';

/** Discovery documents and key sets, v2.0 and v1, of every entrance. */
export function registerDiscovery(app: FastifyInstance, provider: Provider): void {
  const { directory, origins } = provider.cloud;
  const authorityOf = (request: FastifyRequest<TenantRoute>): Authority =>
    resolveAuthority(directory, request.params.tenant);
  const v2 = (request: FastifyRequest<TenantRoute>): object => {
    const authority = authorityOf(request);
    const issuer = issuerV2(origins.issuer, issuerTenant(authority));
    return document(originOf(provider.cloud, request), authority, issuer, 'discovery/v2.0/keys');
  };
  app.get<TenantRoute>('/:tenant/v2.0/.well-known/openid-configuration', v2);
  // MSAL Python's default authority ends in a slash and so asks with two.
  app.get<TenantRoute>('/:tenant//v2.0/.well-known/openid-configuration', v2);
  // Looks like B2C, so that MSAL Python skips its instance check.
  app.get<TenantRoute>('/:tenant/b2c_1_sandbox/v2.0/.well-known/openid-configuration', v2);
  app.get<TenantRoute>('/:tenant/.well-known/openid-configuration', (request) => {
    const authority = authorityOf(request);
    const issuer = issuerV1(origins.issuer, issuerTenant(authority));
    return document(originOf(provider.cloud, request), authority, issuer, 'discovery/keys');
  });
  app.get<TenantRoute>('/:tenant/discovery/v2.0/keys', (request) => keySet(provider, authorityOf(request), true));
  app.get<TenantRoute>('/:tenant/discovery/keys', (request) => keySet(provider, authorityOf(request), false));
}

/** What stands for the tenant in an issuer: the template where the entrance serves many. */
function issuerTenant({ tenant }: Authority): string {
  return tenant?.id ?? '{tenantid}';
}

function document(origin: string, { segment }: Authority, issuer: string, keys: string): object {
  const base = `${origin}/${segment}`;
  return {
    issuer,
    authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
    token_endpoint: `${base}/oauth2/v2.0/token`,
    jwks_uri: `${base}/${keys}`,
    device_authorization_endpoint: `${base}/oauth2/v2.0/devicecode`,
    end_session_endpoint: `${base}/oauth2/v2.0/logout`,
    userinfo_endpoint: `${origin}/oidc/userinfo`,
    response_modes_supported: ['query', 'fragment', 'form_post'],
    response_types_supported: ['code'],
    subject_types_supported: ['pairwise'],
    id_token_signing_alg_values_supported: ['RS256'],
    token_endpoint_auth_methods_supported: ['client_secret_post', 'client_secret_basic', 'private_key_jwt'],
    token_endpoint_auth_signing_alg_values_supported: ['RS256', 'PS256'],
    code_challenge_methods_supported: ['S256', 'plain'],
    scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
    claims_supported: [
      'aud',
      'email',
      'exp',
      'iat',
      'iss',
      'name',
      'nbf',
      'nonce',
      'oid',
      'preferred_username',
      'sub',
    ].concat('tid', 'ver'),
    request_uri_parameter_supported: false,
    tenant_region_scope: null,
    cloud_instance_name: new URL(origin).host,
    cloud_graph_host_name: new URL(origin).host,
    msgraph_host: new URL(origin).host,
  };
}

/** The shared entrances publish both sets, each under the issuer it may sign for; a tenant only its own. */
function keySet({ keys, cloud }: Provider, { tenant }: Authority, withIssuer: boolean): object {
  const { issuer } = cloud.origins;
  const set = (tenantId: string, issuerTenantId: string): object[] =>
    keys.published(tenantId).map((key) => publishedKey(key, withIssuer ? issuerV2(issuer, issuerTenantId) : undefined));
  if (tenant !== undefined) return { keys: set(tenant.id, tenant.id) };
  return { keys: [...set('{tenantid}', '{tenantid}'), ...set(PERSONAL_TENANT_ID, PERSONAL_TENANT_ID)] };
}
