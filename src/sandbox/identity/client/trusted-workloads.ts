import type { Cloud } from '../../cloud.js';
import type { Application, FederatedCredential } from '../../directory/types.js';
import { servicePrincipalId } from '../claims-of-tokens.js';
import { issuerV2 } from '../issuers.js';

/** A federated credential; without keys the issuer is this cloud itself. */
export type TrustedWorkload = Omit<FederatedCredential, 'keys'> & Partial<Pick<FederatedCredential, 'keys'>>;

/** Whose tokens prove this application: identities of its own tenant, and the workloads of other issuers. */
export function trustedWorkloads({ directory, origins }: Cloud, client: Application): readonly TrustedWorkload[] {
  const own = client.federatedClients.map((clientId) => ({
    issuer: issuerV2(origins.issuer, client.tenantId),
    subject: servicePrincipalId(client.tenantId, clientId),
    audience: 'api://AzureADTokenExchange',
  }));
  return [...own, ...directory.federatedCredentials(client)];
}
