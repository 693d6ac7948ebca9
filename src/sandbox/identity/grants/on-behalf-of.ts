import { describeToken } from '../../journal.js';
import { checkUserAssertion } from '../check-user-assertion.js';
import { checkStanding, grantedUser } from '../check-standing.js';
import { authenticateClient } from '../client/authenticate-client.js';
import { EntraError } from '../entra-error.js';
import { readScopes, singleResource } from '../requested-scopes.js';
import type { Grant } from '../token-request.js';

/** Exchanges a user's token for this client for one to another resource (Entra's on-behalf-of flow). */
export const onBehalfOfGrant: Grant = async (request) => {
  const { form, provider, notes } = request;
  const { application: client, proof } = await authenticateClient(request);
  const use = form.required('requested_token_use');
  if (use !== 'on_behalf_of') throw new EntraError(90023, { parameter: 'requested_token_use', value: use });
  const raw = form.required('assertion');
  notes.assertion = describeToken(raw);
  const assertion = await checkUserAssertion(request, client, raw);

  const user = grantedUser(provider.cloud, assertion.tid, assertion.oid);
  notes.tenantId = user.tenantId;
  await request.concerns(user);
  checkStanding(user, assertion.iat * 1000);
  const requested = readScopes(form.required('scope'), {
    cloud: provider.cloud,
    client,
    tenant: provider.cloud.directory.tenant(user.tenantId),
  });
  return provider.issuer.forUser({
    user,
    client,
    proof,
    asked: singleResource(requested),
    oidc: requested.oidc,
    strength: { amr: assertion.amr ?? ['pwd'], acrs: assertion.acrs ?? [] },
    signedInAt: assertion.iat * 1000,
  });
};
