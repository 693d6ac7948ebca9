import type { Application } from '../directory/types.js';
import { EntraError } from './entra-error.js';
import type { TokenRequest } from './token-request.js';
import type { ProvenClaims } from './verify-token.js';

/**
 * Proves the token a middle tier presents: ours (AADSTS50013), for this client (500131), in time (500133), a user's
 * access token (7000114 for an application's, 240002 for an ID token), of the tenant asked (50013).
 */
export async function checkUserAssertion(
  { provider, authority }: Pick<TokenRequest, 'provider' | 'authority'>,
  client: Application,
  raw: string,
): Promise<ProvenClaims> {
  const proven = await provider.proof.prove(raw);
  if (proven === 'malformed') throw new EntraError(50013, { reason: 'The assertion is not a well-formed token.' });
  if (proven === 'signature')
    throw new EntraError(50013, { reason: 'The key was not found, or the signature differs.' });
  if (proven === 'issuer') throw new EntraError(50013, { reason: 'The issuer of the assertion is not trusted.' });
  if (proven === 'expired') throw new EntraError(500133);

  if (!isFor(client, proven.aud)) throw new EntraError(500131, { audience: proven.aud, client: client.clientId });
  if (proven.scp === undefined) {
    const ofApplication = proven.idtyp === 'app' || proven.roles !== undefined;
    throw ofApplication ? new EntraError(7000114, { client: client.clientId }) : new EntraError(240002);
  }
  if (authority.tenant !== undefined && authority.tenant.id !== proven.tid)
    throw new EntraError(50013, { reason: 'The tenant of the assertion is not the tenant of the request.' });
  return proven;
}

function isFor(client: Application, audience: string): boolean {
  const wanted = audience.toLowerCase();
  return wanted === client.clientId || client.identifierUris.some((uri) => uri.toLowerCase() === wanted);
}
