import type { Cloud } from '../cloud.js';
import type { User } from '../directory/types.js';
import { EntraError } from './entra-error.js';

/**
 * Whether something issued to a user earlier (`issuedAt`, ms) is still worth something: AADSTS50057 for a disabled
 * account, 50173 for a revoked grant.
 */
export function checkStanding(user: User, issuedAt: number): void {
  if (user.disabled) throw new EntraError(50057);
  if (issuedAt < user.tokensValidFrom)
    throw new EntraError(50173, {
      issued: new Date(issuedAt).toISOString(),
      validFrom: new Date(user.tokensValidFrom).toISOString(),
    });
}

/** The user a grant was given to; AADSTS50034 when the directory no longer has it. */
export function grantedUser(cloud: Cloud, tenantId: string, userId: string): User {
  const user = cloud.directory.user(tenantId, userId);
  if (user !== undefined) return user;
  throw new EntraError(50034, { tenant: cloud.directory.tenant(tenantId)?.displayName ?? tenantId });
}
