import type { MissingConsent } from '../obo/consents.js';
import type { GraphToken } from '../obo/graph-token.js';
import { ADMIN_CONSENT_SCOPES } from './catalogue/admin-consent.js';
import type { Operation } from './operation.js';

/** Whether a Graph token's granted scopes cover an operation: any one of its scopes does. */
export function coversOperation(token: GraphToken, operation: Operation): boolean {
  return operation.scopes.length === 0 || operation.scopes.some((scope) => token.scopes.has(scope.toLowerCase()));
}

/**
 * What to ask consent for: the least scope that the user can consent to, otherwise the least of all, for an
 * administrator; Graph's everyday one where none is known.
 */
export function consentFor({ scopes }: Operation): MissingConsent {
  const byUser = scopes.find((scope) => !ADMIN_CONSENT_SCOPES.has(scope));
  return { scopes: [byUser ?? scopes[0] ?? 'User.Read'], byAdministrator: byUser === undefined && scopes.length > 0 };
}
