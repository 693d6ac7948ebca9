import { Problem } from '../common/problem/problem.js';
import type { AppConfig } from '../config/app-config.js';
import { ConsentMissing } from './obo.errors.js';

/** Which consent a call needs. */
export interface MissingConsent {
  /** Graph's scopes, short form. */
  readonly scopes: readonly string[];
  /** Only an administrator can give it. */
  readonly byAdministrator: boolean;
}

/** In the place of a sign-in's state: the browser comes back from a consent, and its code is of no use. */
export const CONSENT_STATE = 'consent';

/**
 * `consent_required` with the scopes that are missing and a link that asks for exactly these, the user or, where only
 * that helps, an administrator. Client is this API; the code that comes back is of no use to anybody and discarded. No
 * link without ALLOWED_REDIRECT_URIS.
 * https://learn.microsoft.com/entra/identity-platform/v2-oauth2-on-behalf-of-flow#error-response-example,
 * https://learn.microsoft.com/entra/identity-platform/v2-admin-consent
 */
export function consentRequired(
  config: Pick<AppConfig, 'identity' | 'allowedRedirectUris' | 'session'>,
  tenantId: string,
  { scopes, byAdministrator }: MissingConsent,
  cause: unknown,
): Problem {
  const { clientId, browserAuthorityHost } = config.identity;
  const [redirectUri] = config.allowedRedirectUris;
  const forAdministrator =
    byAdministrator || (cause instanceof ConsentMissing && cause.options.remedy === 'contact_admin');
  const remedy = forAdministrator ? 'contact_admin' : 'consent';
  if (redirectUri === undefined) return new Problem('consent_required', { scopes, remedy, cause });
  const state = config.session === undefined ? {} : { state: CONSENT_STATE };
  const common = { client_id: clientId, redirect_uri: redirectUri, scope: scopes.join(' '), ...state };
  if (forAdministrator) {
    const query = new URLSearchParams(common);
    const adminConsentUri = `${browserAuthorityHost}/${tenantId}/v2.0/adminconsent?${query.toString()}`;
    return new Problem('consent_required', { scopes, remedy, adminConsentUri, cause });
  }
  const query = new URLSearchParams({ ...common, response_type: 'code', prompt: 'consent' });
  const consentUri = `${browserAuthorityHost}/${tenantId}/oauth2/v2.0/authorize?${query.toString()}`;
  return new Problem('consent_required', { scopes, remedy, consentUri, cause });
}
