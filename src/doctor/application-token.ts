import { z } from 'zod';
import type { AppConfig } from '../config/app-config.js';
import { PERSONAL_TENANT_ID } from '../config/clouds.js';
import { CredentialError } from '../obo/credential/credential.errors.js';
import { exchangeClient } from '../obo/exchange-client.js';
import { exchangeProblem } from '../obo/exchange-error.js';
import { identityBadResponse } from '../obo/obo.errors.js';
import { TokenEndpoint, unanswered } from '../obo/token-endpoint.js';
import type { Consultation } from './consultation.js';

const tokenAnswer = z.object({ access_token: z.string().min(1) });

/**
 * The tenant where this API can prove itself by itself: its own, or where that is not named the first that may call.
 * Undefined where there is none: personal accounts and B2C.
 */
export function provingTenant({ tenant, allowedTenants, b2cPolicy }: AppConfig['identity']): string | undefined {
  if (b2cPolicy !== undefined) return undefined;
  const shared = tenant === 'common' || tenant === 'organizations' || tenant === 'consumers';
  return shared ? allowedTenants.find((each) => each !== PERSONAL_TENANT_ID) : tenant;
}

/**
 * This API's own token for a resource (client credentials, RFC 6749 section 4.4), asked for with the same credential and
 * client as an exchange. Throws Problem.
 */
export async function applicationToken(
  { config: { identity, limits }, credential, dispatcher }: Consultation,
  tenant: string,
  resource: string,
): Promise<string> {
  const presentation = await credential.present().catch((error: unknown) => {
    throw error instanceof CredentialError ? error.problem : error;
  });
  const endpoint = new TokenEndpoint(dispatcher, limits.identityTimeoutMs);
  const failure: unknown = await exchangeClient(identity, tenant, presentation, endpoint)
    .acquireTokenByClientCredential({ scopes: [`${resource}/.default`], skipCache: true })
    .then(
      () => undefined,
      (error: unknown) => error,
    );
  const { response } = endpoint;
  if (response === undefined) throw unanswered(endpoint, failure);
  if (response.status !== 200) throw exchangeProblem(response, { authorizationUri: '', atHome: true }, failure);
  const answer = tokenAnswer.safeParse(response.body);
  if (!answer.success) throw identityBadResponse(answer.error);
  return answer.data.access_token;
}
