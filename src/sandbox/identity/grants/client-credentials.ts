import { authenticateClient } from '../client/authenticate-client.js';
import { EntraError } from '../entra-error.js';
import { readScopes, singleResource } from '../requested-scopes.js';
import type { Grant } from '../token-request.js';

/** An application's own token (RFC 6749 section 4.4): `<resource>/.default` at a tenant, and nothing else. */
export const clientCredentialsGrant: Grant = async (request) => {
  const { form, authority, provider } = request;
  const { application: client, proof } = await authenticateClient(request);
  if (authority.tenant === undefined || authority.tenant.personal) throw new EntraError(50059);
  const scope = form.required('scope');
  const asked = singleResource(readScopes(scope, { cloud: provider.cloud, client, tenant: authority.tenant }));
  if (asked.defaultLiteral === undefined) throw new EntraError(1002012, { scope });
  return provider.issuer.forApplication({ client, proof, tenantId: authority.tenant.id, asked });
};
