import { tenantNotAllowed } from '../auth.errors.js';

/** Accounts of listed tenants may call; without a list the issuer has decided already. Throws `tenant_not_allowed`. */
export function checkTenant(tenantId: string, allowed: readonly string[]): void {
  if (allowed.length > 0 && !allowed.includes(tenantId)) throw tenantNotAllowed();
}
