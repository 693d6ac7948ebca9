import { numericDate } from '../../common/clock.js';
import type { Application } from '../directory/types.js';
import type { Provider } from '../identity/provider.js';
import { readScopes, singleResource } from '../identity/requested-scopes.js';

/** A managed identity's token with its times as text, which is how both endpoints give them. */
export interface MachineToken {
  readonly access_token: string;
  readonly client_id: string;
  readonly resource: string;
  readonly token_type: 'Bearer';
  /** Seconds since the epoch. */
  readonly expires_on: string;
  readonly expires_in: string;
}

/** A token of this identity for a resource. Throws EntraError (AADSTS500011) for one that is not there. */
export function machineToken(provider: Provider, client: Application, resource: string): MachineToken {
  const { cloud, issuer } = provider;
  const tenant = cloud.directory.tenant(client.tenantId);
  const asked = singleResource(readScopes(`${resource}/.default`, { cloud, client, tenant }));
  const answer = issuer.forApplication({ client, proof: '2', tenantId: client.tenantId, asked });
  return {
    access_token: answer.access_token,
    client_id: client.clientId,
    resource,
    token_type: 'Bearer',
    expires_on: String(numericDate(cloud.clock) + answer.expires_in),
    expires_in: String(answer.expires_in),
  };
}
