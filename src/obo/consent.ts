import { Problem } from '../common/problem/problem.js';
import type { AppConfig } from '../config/app-config.js';
import { ConsentMissing } from './obo.errors.js';

/**
 * `consent_required` with the scopes that are missing and a link that asks the user for exactly these: client is this
 * API, the code that comes back is of no use to anybody and discarded. No link without ALLOWED_REDIRECT_URIS.
 * https://learn.microsoft.com/entra/identity-platform/v2-oauth2-on-behalf-of-flow#error-response-example
 */
export function consentRequired(
  config: Pick<AppConfig, 'identity' | 'allowedRedirectUris'>,
  tenantId: string,
  scopes: readonly string[],
  cause: unknown,
): Problem {
  const redirectUri = config.allowedRedirectUris[0];
  const query = new URLSearchParams({
    client_id: config.identity.clientId,
    response_type: 'code',
    redirect_uri: redirectUri ?? '',
    scope: scopes.join(' '),
    prompt: 'consent',
  });
  const { remedy } = cause instanceof ConsentMissing ? cause.options : { remedy: undefined };
  return new Problem('consent_required', {
    scopes,
    cause,
    ...(remedy !== undefined && { remedy }),
    ...(redirectUri !== undefined && {
      consentUri: `${config.identity.browserAuthorityHost}/${tenantId}/oauth2/v2.0/authorize?${query.toString()}`,
    }),
  });
}
