/** Routes under a tenant's segment. */
export interface TenantRoute {
  Params: { tenant: string };
}
