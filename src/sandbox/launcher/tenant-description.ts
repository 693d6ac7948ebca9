import { z } from 'zod';

/** What the launcher reads of `GET /sandbox`. */
export const tenantDescription = z.object({
  origins: z.object({ http: z.string(), https: z.string(), ca: z.string() }),
  api: z.object({
    url: z.string(),
    https: z.string(),
    clientId: z.string(),
    tenantId: z.string(),
    scope: z.string(),
  }),
  applications: z.array(
    z.object({
      name: z.string(),
      clientId: z.string(),
      secret: z.string().optional(),
      redirectUris: z.array(z.string()),
    }),
  ),
  users: z.array(z.object({ userPrincipalName: z.string(), password: z.string(), state: z.string() })),
});

export type TenantDescription = z.infer<typeof tenantDescription>;

/** The application of a name; the tenant has each of them. */
export function applicationNamed(tenant: TenantDescription, name: string): TenantDescription['applications'][number] {
  const application = tenant.applications.find((each) => each.name === name);
  if (application === undefined) throw new Error(`the embedded tenant has no application ${name}`);
  return application;
}
