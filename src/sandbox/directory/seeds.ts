import { readFileSync } from 'node:fs';
import { z } from 'zod';

const scopesByResource = z.record(z.string(), z.array(z.string()));

const seeds = z.strictObject({
  tenants: z.array(
    z.strictObject({
      name: z.string(),
      domain: z.string(),
      displayName: z.string(),
      personal: z.boolean().default(false),
    }),
  ),
  users: z.array(
    z.strictObject({
      tenant: z.string(),
      userPrincipalName: z.string(),
      givenName: z.string(),
      surname: z.string(),
      mail: z.string().optional(),
      guestOf: z.string().optional(),
      consent: z.boolean().default(false),
      mfa: z.boolean().default(false),
      disabled: z.boolean().default(false),
    }),
  ),
  applications: z.array(
    z.strictObject({
      name: z.string(),
      displayName: z.string(),
      /** Of applications that have the same one in every installation, as Microsoft's own do. */
      clientId: z.uuid().optional(),
      tenant: z.string(),
      multiTenant: z.boolean().default(false),
      publicClient: z.boolean().default(false),
      credentials: z.array(z.enum(['secret', 'certificate'])).default([]),
      federatedClients: z.array(z.string()).default([]),
      managedIdentity: z.boolean().default(false),
      identifierUris: z.array(z.string()).default([]),
      exposedScopes: z.array(z.string()).default([]),
      appRoles: z.array(z.string()).default([]),
      redirectUris: z
        .array(z.strictObject({ uri: z.string(), platform: z.enum(['web', 'spa', 'public']) }))
        .default([]),
      frontChannelLogout: z.string().optional(),
      optionalClaims: z.array(z.enum(['login_hint'])).default([]),
      adminConsent: scopesByResource.default({}),
      assignedRoles: scopesByResource.default({}),
    }),
  ),
});

export type DirectorySeeds = z.infer<typeof seeds>;

/** The company the embedded tenant starts with, from `seeds.json` beside this file. */
export function readDirectorySeeds(): DirectorySeeds {
  return seeds.parse(JSON.parse(readFileSync(new URL('seeds.json', import.meta.url), 'utf8')));
}
