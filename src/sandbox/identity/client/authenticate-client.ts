import type { Application } from '../../directory/types.js';
import type { ClientProof } from '../claims-of-tokens.js';
import { EntraError } from '../entra-error.js';
import { equalSecrets } from '../equal-secrets.js';
import type { TokenRequest } from '../token-request.js';
import { readBasicCredentials } from './basic-credentials.js';
import { checkClientAssertion } from './check-client-assertion.js';
import { clientOfAssertion } from './client-of-assertion.js';
import { findClient } from './find-client.js';

/** A client that has said who it is, and how far it has proved that. */
export interface AuthenticatedClient {
  readonly application: Application;
  /** '0' for one that presented no credential. */
  readonly proof: ClientProof;
}

/**
 * Finds the client of a token request and checks the credential it presents, if any: AADSTS7000215 for a wrong secret,
 * 700025 for a public client that shows one. Whether a credential is needed is the grant's question.
 */
export async function identifyClient(request: TokenRequest): Promise<AuthenticatedClient> {
  const { form, provider, authority, notes } = request;
  const basic = readBasicCredentials(request.authorization);
  const assertion = form.optional('client_assertion');
  const claimed = form.optional('client_id') ?? basic?.clientId ?? clientOfAssertion(assertion);
  const clientId = claimed ?? form.required('client_id');
  notes.clientId = clientId;
  const application = findClient(provider.cloud.directory, authority, clientId);
  const secret = form.optional('client_secret') ?? basic?.secret;

  if (secret === undefined && assertion === undefined) return { application, proof: '0' };
  if (isPublic(application)) throw new EntraError(700025, { client: clientId });
  if (assertion !== undefined) {
    await checkClientAssertion(request, application, assertion);
    return { application, proof: '2' };
  }
  if (application.secret === undefined || !equalSecrets(secret ?? '', application.secret))
    throw new EntraError(7000215, { client: clientId });
  return { application, proof: '1' };
}

/** The client of a request that only a confidential one may make; AADSTS7000218 without a credential. */
export async function authenticateClient(request: TokenRequest): Promise<AuthenticatedClient> {
  const client = await identifyClient(request);
  if (client.proof === '0') throw new EntraError(7000218);
  return client;
}

/** The client of a request that public clients may make as well: others need a credential, AADSTS7000218. */
export async function authenticateUnlessPublic(request: TokenRequest): Promise<AuthenticatedClient> {
  const client = await identifyClient(request);
  if (client.proof === '0' && !client.application.publicClient) throw new EntraError(7000218);
  return client;
}

/** Whether an application has nothing registered that could prove it. */
function isPublic({ secret, certificatePath, federatedClients }: Application): boolean {
  return secret === undefined && certificatePath === undefined && federatedClients.length === 0;
}
