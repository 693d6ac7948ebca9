import { UsageError } from '../cli.errors.js';
import { variable } from '../environment.js';
import type { Layer, Resource } from './layer.js';

/** Settings of the environment. Names of their own: AZURE_* are the API's, which is another application. */
export function environmentLayer(): Layer {
  const scope = variable('BEHALF_SCOPE');
  return {
    authority: variable('BEHALF_AUTHORITY'),
    tenant: variable('BEHALF_TENANT'),
    clientId: variable('BEHALF_CLIENT_ID'),
    resource: resourceNamed(variable('BEHALF_RESOURCE'), 'BEHALF_RESOURCE'),
    scopes: scope?.split(/[\s,]+/),
    apiUrl: variable('BEHALF_API_URL'),
    graphUrl: variable('BEHALF_GRAPH_URL'),
    caFile: variable('EXTRA_CA_FILE'),
    sandbox: variable('BEHALF_SANDBOX_URL'),
    account: variable('BEHALF_ACCOUNT'),
    secret: variable('BEHALF_CLIENT_SECRET'),
    certificate: variable('BEHALF_CLIENT_CERTIFICATE'),
  };
}

/** The resource of a name. Throws UsageError, naming where the name came from. */
export function resourceNamed(name: string | undefined, source: string): Resource | undefined {
  if (name === undefined || name === 'api' || name === 'graph') return name;
  throw new UsageError(`${source} is neither api nor graph.`);
}
