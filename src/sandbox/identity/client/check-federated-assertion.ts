import type { Application } from '../../directory/types.js';
import { EntraError } from '../entra-error.js';
import type { Provider } from '../provider.js';
import { TOKEN_EXCHANGE_IDENTIFIERS } from '../resource.js';

/**
 * Proves a client by the token of a workload it trusts (workload identity federation): one of this cloud's for
 * `api://AzureADTokenExchange` (AADSTS700212), in time (700024), of a workload registered with the client (700213).
 */
export async function checkFederatedAssertion({ proof }: Provider, client: Application, raw: string): Promise<void> {
  const proven = await proof.prove(raw);
  if (proven === 'expired') throw new EntraError(700024);
  if (proven === 'malformed') throw new EntraError(50027);
  if (typeof proven === 'string') throw new EntraError(700027, { reason: 'The key was not found.' });
  if (!TOKEN_EXCHANGE_IDENTIFIERS.includes(proven.aud.toLowerCase()))
    throw new EntraError(700212, { audience: proven.aud });
  const workload = proven['azp'];
  const trusted = typeof workload === 'string' && client.federatedClients.includes(workload);
  if (!trusted || proven.tid !== client.tenantId || proven.idtyp !== 'app')
    throw new EntraError(700213, { subject: proven.oid });
}
