import type { Directory } from '../../directory/directory.js';
import type { Application } from '../../directory/types.js';
import type { Authority } from '../authority.js';
import { EntraError } from '../entra-error.js';

/** The application of a client id as this entrance knows it; AADSTS700016 when it does not, 50194 at a shared one. */
export function findClient(directory: Directory, authority: Authority, clientId: string): Application {
  const application = directory.application(clientId);
  const foreign = authority.tenant !== undefined && application?.tenantId !== authority.tenant.id;
  if (application === undefined || (foreign && !application.multiTenant))
    throw new EntraError(700016, {
      client: clientId,
      tenant: authority.tenant?.displayName ?? 'Microsoft',
    });
  if (authority.tenant === undefined && !application.multiTenant)
    throw new EntraError(50194, { client: clientId, name: application.displayName });
  return application;
}
