import type { B2cClaims } from '../access-token-claims.js';
import { InvalidToken } from '../auth.errors.js';
import type { KnownKey } from '../signing-keys.js';

/**
 * A B2C token is of the policy's own issuer, of that tenant where it names one, and of the policy itself: `tfp`, or
 * `acr` from older policies, in any case. A policy with weaker sign-in in the same tenant has the same audience and
 * issuer. Throws InvalidToken.
 */
export function checkPolicy({ iss, tid, tfp, acr }: B2cClaims, { metadata }: KnownKey, policy: string): void {
  if (iss !== metadata.issuer) throw new InvalidToken('issuer');
  if (tid !== undefined && tid !== metadata.tenantId) throw new InvalidToken('tenant');
  if ((tfp ?? acr)?.toLowerCase() !== policy.toLowerCase()) throw new InvalidToken('policy');
}
