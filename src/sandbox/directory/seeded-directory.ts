import type { Installation } from '../installation/installation.js';
import { Directory } from './directory.js';
import { readIdentifiers } from './identifiers.js';
import { readDirectorySeeds } from './seeds.js';
import type { Application, Tenant, User } from './types.js';
import { GRAPH_APP_ID, RESOURCE_MANAGER_APP_ID } from './types.js';

/** Where the API under test or in use listens: its identifier URIs and redirect addresses are made from these. */
export interface ApiOrigins {
  readonly http: string;
  readonly https: string;
}

/** Resources that are in every tenant, under the names the seeds use. */
const WELL_KNOWN: Readonly<Record<string, string>> = {
  graph: GRAPH_APP_ID,
  'resource-manager': RESOURCE_MANAGER_APP_ID,
};

/** The directory of the seed files under the ids of one installation. */
export function seededDirectory(installation: Installation, api: ApiOrigins): Directory {
  const seeds = readDirectorySeeds();
  const ids = readIdentifiers(installation, seeds);

  const tenantId = (name: string): string => required(ids.tenants[name], `tenant ${name}`);
  const clientId = (name: string): string =>
    WELL_KNOWN[name] ?? required(ids.applications[name], `application ${name}`).clientId;
  const byResource = (named: Record<string, string[]>): Record<string, string[]> =>
    Object.fromEntries(Object.entries(named).map(([resource, scopes]) => [clientId(resource), scopes]));

  const tenants: Tenant[] = seeds.tenants.map((tenant) => ({ ...tenant, id: tenantId(tenant.name) }));

  const applications: Application[] = seeds.applications.map(({ tenant, credentials, frontChannelLogout, ...seed }) => {
    const own = required(ids.applications[seed.name], `application ${seed.name}`);
    const filled = (text: string): string =>
      text.replace('{clientId}', own.clientId).replace('{apiTls}', api.https).replace('{api}', api.http);
    return {
      ...seed,
      clientId: own.clientId,
      tenantId: tenantId(tenant),
      accessTokenVersion: 2,
      federatedClients: seed.federatedClients.map(clientId),
      identifierUris: seed.identifierUris.map(filled),
      redirectUris: seed.redirectUris.map(({ uri, platform }) => ({ uri: filled(uri), platform })),
      adminConsent: byResource(seed.adminConsent),
      assignedRoles: byResource(seed.assignedRoles),
      ...(frontChannelLogout !== undefined && { frontChannelLogout: filled(frontChannelLogout) }),
      ...(credentials.includes('secret') && { secret: own.secret }),
      ...(credentials.includes('certificate') && { certificatePath: installation.path(`${seed.name}.pem`) }),
    };
  });

  const users: User[] = seeds.users.map(({ tenant, guestOf, ...seed }) => {
    const own = required(ids.users[seed.userPrincipalName], `user ${seed.userPrincipalName}`);
    return {
      ...seed,
      ...own,
      tenantId: tenantId(tenant),
      displayName: `${seed.givenName} ${seed.surname}`,
      mail: seed.mail ?? seed.userPrincipalName,
      guest: guestOf !== undefined,
      ...(guestOf !== undefined && { homeTenantId: tenantId(guestOf) }),
      tokensValidFrom: 0,
    };
  });

  return new Directory(tenants, applications, users);
}

function required<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`the seeds name no ${what}`);
  return value;
}
