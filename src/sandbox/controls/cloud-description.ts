import { relative } from 'node:path';
import type { Cloud } from '../cloud.js';
import type { Directory } from '../directory/directory.js';
import type { ApiOrigins } from '../directory/seeded-directory.js';
import type { Application, User, UserState } from '../directory/types.js';

/** What `GET /sandbox` answers: everything a person or a test needs to use this cloud. */
export interface CloudDescription {
  readonly origins: { readonly http: string; readonly https: string; readonly ca: string };
  readonly graph: string;
  readonly api: ApiDescription;
  readonly tenants: readonly { readonly id: string; readonly domain: string; readonly displayName: string }[];
  readonly applications: readonly ApplicationDescription[];
  readonly users: readonly UserDescription[];
}

export interface ApiDescription {
  readonly url: string;
  readonly https: string;
  readonly clientId: string;
  readonly tenantId: string;
  readonly scope: string;
}

export interface ApplicationDescription {
  readonly name: string;
  readonly clientId: string;
  readonly tenantId: string;
  readonly secret?: string;
  /** Path of a PEM file with certificate and key. */
  readonly certificate?: string;
  readonly redirectUris: readonly string[];
}

export interface UserDescription {
  readonly userPrincipalName: string;
  readonly password: string;
  readonly id: string;
  readonly tenantId: string;
  readonly displayName: string;
  readonly state: UserState;
}

/** Describes the cloud as it is now. Paths are relative to the working directory where they lie inside it. */
export function describeCloud(cloud: Cloud, api: ApiOrigins): CloudDescription {
  const { directory, installation, origins } = cloud;
  return {
    origins: { http: origins.http, https: origins.https, ca: shortPath(installation.path('ca.pem')) },
    graph: `${origins.http}/v1.0`,
    api: describeApi(directory.named('api'), api),
    tenants: directory.tenants.map(({ id, domain, displayName }) => ({ id, domain, displayName })),
    applications: directory.applications.map(describeApplication),
    users: directory.allUsers.map((user) => describeUser(directory, user)),
  };
}

export function describeUser(directory: Directory, user: User): UserDescription {
  const { userPrincipalName, password, id, tenantId, displayName } = user;
  return { userPrincipalName, password, id, tenantId, displayName, state: directory.state(user) };
}

function describeApi(registration: Application, { http, https }: ApiOrigins): ApiDescription {
  const { clientId, tenantId } = registration;
  return { url: http, https, clientId, tenantId, scope: `api://${clientId}/access_as_user` };
}

function describeApplication(application: Application): ApplicationDescription {
  const { name, clientId, tenantId, secret, certificatePath, redirectUris } = application;
  return {
    name,
    clientId,
    tenantId,
    ...(secret !== undefined && { secret }),
    ...(certificatePath !== undefined && { certificate: shortPath(certificatePath) }),
    redirectUris: redirectUris.map(({ uri }) => uri),
  };
}

function shortPath(path: string): string {
  const short = relative(process.cwd(), path);
  return short.startsWith('..') ? path : short;
}
