import { PERSONAL_TENANT_ID, isB2cAuthority, isCiamAuthority } from './clouds.js';
import type { Settings } from './settings.js';

/** Entrances that lead to many tenants, and whether a tenant's accounts come in there. */
const SHARED_ENTRANCES: ReadonlyMap<string, (tenantId: string) => boolean> = new Map([
  ['common', () => true],
  ['organizations', (tenantId: string) => tenantId !== PERSONAL_TENANT_ID],
  ['consumers', (tenantId: string) => tenantId === PERSONAL_TENANT_ID],
]);

type AuthoritySettings = Pick<
  Settings,
  'AZURE_TENANT_ID' | 'AZURE_AUTHORITY_HOST' | 'AZURE_B2C_POLICY' | 'ALLOWED_TENANTS'
>;

/** What is wrong with the settings that say whose accounts may call, taken together; by setting, never a value. */
export function problemsOfAuthority(settings: AuthoritySettings): { readonly name: string; readonly reason: string }[] {
  const { AZURE_TENANT_ID: tenant, AZURE_AUTHORITY_HOST: host, AZURE_B2C_POLICY: policy } = settings;
  const tenants = settings.ALLOWED_TENANTS;
  const admits = SHARED_ENTRANCES.get(tenant);
  if (isB2cAuthority(host) && policy === undefined)
    return [{ name: 'AZURE_B2C_POLICY', reason: 'is required at a B2C authority' }];
  if (policy !== undefined || isCiamAuthority(host)) {
    return [
      ...(admits === undefined ? [] : [{ name: 'AZURE_TENANT_ID', reason: 'must be one tenant at this authority' }]),
      ...(tenants.length === 0
        ? []
        : [{ name: 'ALLOWED_TENANTS', reason: 'has no meaning at this authority, which serves one tenant' }]),
    ];
  }
  if (admits === undefined) return [];
  if (tenants.length === 0)
    return [{ name: 'AZURE_TENANT_ID', reason: 'leads to many tenants: list those that may call in ALLOWED_TENANTS' }];
  return tenants.every(admits)
    ? []
    : [{ name: 'ALLOWED_TENANTS', reason: 'names a tenant whose accounts do not sign in at AZURE_TENANT_ID' }];
}

/** The path below the authority that leads to all admitted accounts. */
export function entranceOf(settings: AuthoritySettings): string {
  const { AZURE_TENANT_ID: tenant, AZURE_B2C_POLICY: policy, ALLOWED_TENANTS: tenants } = settings;
  if (policy !== undefined) return `${tenant}/${policy}`;
  if (tenants.length === 0 || SHARED_ENTRANCES.has(tenant)) return tenant;
  return tenants.includes(PERSONAL_TENANT_ID) ? 'common' : 'organizations';
}
