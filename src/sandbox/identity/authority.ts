import { z } from 'zod';
import type { Directory } from '../directory/directory.js';
import type { Tenant, User } from '../directory/types.js';
import { PERSONAL_TENANT_ID } from '../directory/types.js';
import { EntraError } from './entra-error.js';

/** The first path segment of a request: one tenant, or one of Entra's shared entrances. */
export interface Authority {
  /** As the client spelled it; addresses in answers repeat it. */
  readonly segment: string;
  /** Undefined at `common` and `organizations`. */
  readonly tenant: Tenant | undefined;
  /** Whether personal accounts may come in here. */
  readonly personal: boolean;
}

const domainName = /^[a-z0-9-]+(\.[a-z0-9-]+)+$/i;

/** Reads a tenant segment; AADSTS90002 for an unknown tenant, AADSTS900023 for what cannot be one. */
export function resolveAuthority(directory: Directory, segment: string): Authority {
  const name = segment.toLowerCase();
  if (name === 'common') return { segment, tenant: undefined, personal: true };
  if (name === 'organizations') return { segment, tenant: undefined, personal: false };
  const tenant = directory.tenant(name === 'consumers' ? PERSONAL_TENANT_ID : name);
  if (tenant !== undefined) return { segment, tenant, personal: tenant.personal };
  const conceivable = z.uuid().safeParse(name).success || domainName.test(name);
  throw new EntraError(conceivable ? 90002 : 900023, { tenant: segment });
}

/** Whether an account of the directory may sign in at this entrance. */
export function admits(authority: Authority, user: User): boolean {
  if (authority.tenant !== undefined) return authority.tenant.id === user.tenantId;
  // The shared entrances lead to home tenants only: a guest names the tenant it is invited to.
  return !user.guest && (authority.personal || user.tenantId !== PERSONAL_TENANT_ID);
}
