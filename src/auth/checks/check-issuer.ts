import type { AppConfig } from '../../config/app-config.js';
import { v2Issuer, withTenant } from '../../config/clouds.js';
import type { EntraClaims } from '../access-token-claims.js';
import { InvalidToken } from '../auth.errors.js';
import type { KnownKey } from '../signing-keys.js';

/**
 * The issuer is the one published for the token's version and tenant, the tenant is the issuer's, and the key is one
 * that Entra uses for that tenant: https://learn.microsoft.com/entra/identity-platform/access-tokens#validate-the-issuer.
 * Throws InvalidToken.
 */
export function checkIssuer(
  { iss, tid, ver }: Pick<EntraClaims, 'iss' | 'tid' | 'ver'>,
  key: KnownKey,
  identity: AppConfig['identity'],
): void {
  const { issuer, tenantId } = key.metadata;
  if (iss !== withTenant(issuer, tid)) throw new InvalidToken('issuer');
  if (tenantId !== undefined && tid !== tenantId) throw new InvalidToken('tenant');
  if ((iss === v2Issuer(identity, tid)) !== (ver === '2.0')) throw new InvalidToken('version');
  // Only the v1 key set names no issuer; where a key is in both, what the v2 set says of it was kept.
  if (key.issuer !== undefined && withTenant(key.issuer, tid) !== v2Issuer(identity, tid))
    throw new InvalidToken('key_issuer');
}
