import type { Dispatcher } from 'undici';
import { graphOfCloud } from '../../config/clouds.js';
import { CliError } from '../cli.errors.js';
import { apiMetadataLayer } from './api-metadata.js';
import { askEmbeddedTenant, EMBEDDED_TENANT, embeddedTenantLayer } from './embedded-tenant.js';
import type { Layer, Resource } from './layer.js';
import { merged, withAuthorityApart } from './layer.js';
import type { Settings } from './settings.js';

const MICROSOFT = 'https://login.microsoftonline.com';
/** Scopes that ask for Graph: its own names, and addresses of Graph's. */
const GRAPH_SCOPE =
  /^(?:[A-Z][\w.-]*|https:\/\/(?:dod-)?(?:graph\.microsoft\.(?:com|us)|microsoftgraph\.chinacloudapi\.cn)\/.*)$/;

export interface Sources {
  readonly profile: string;
  readonly folder: string;
  /** Flags, environment, parameters file: the first first. */
  readonly given: readonly Layer[];
  /** What the profile's last sign-in left. */
  readonly kept: Layer;
  /** Whether an application signs in by itself. */
  readonly asApplication: boolean;
}

/**
 * Settings from flags, environment, parameters file, profile, and last the running embedded tenant, in this order.
 * Asks the embedded tenant and the API's metadata only where something is open. `tell` hears what was found.
 */
export async function resolveSettings(
  { profile, folder, given, kept, asApplication }: Sources,
  dispatcher: (caFile: string | undefined) => Dispatcher,
  tell: (text: string) => void,
): Promise<Settings> {
  const layers = [...given.map(withAuthorityApart), usable(kept, asApplication)];
  const stated = merged(layers);
  const sandbox = await embeddedTenant(stated, dispatcher(stated.caFile), asApplication);
  if (sandbox !== undefined && kept.sandbox === undefined)
    tell(`Nothing else is configured: using the embedded tenant at ${sandbox.sandbox ?? ''} (not for production).`);
  // What its last description left must not outlive it: a restarted tenant may have other ids.
  const layersOfAll = sandbox === undefined ? layers : [...layers.slice(0, -1), choicesOf(kept), sandbox];
  const known = merged(layersOfAll);
  const resource = known.resource ?? resourceOf(known.endpoint, known.scopes) ?? 'api';
  const ofResource = merged([{ scopes: scopesFor(resource, layersOfAll, kept) }, { ...known, scopes: undefined }]);
  const apiUrl = known.apiUrl?.replace(/\/$/, '');
  const described =
    resource === 'api' && ofResource.scopes === undefined && apiUrl !== undefined
      ? await apiMetadataLayer(dispatcher(known.caFile), apiUrl)
      : {};
  return complete({ profile, folder, resource, apiUrl }, merged([ofResource, withAuthorityApart(described)]));
}

/** An application's own settings say nothing of a person's sign-in, nor the other way round. */
function usable(kept: Layer, asApplication: boolean): Layer {
  return (kept.method === 'app') === asApplication ? kept : { sandbox: kept.sandbox };
}

/** What a person chose, as opposed to what a tenant described. */
function choicesOf({ account, method, resource, sandbox }: Layer): Layer {
  return { account, method, resource, sandbox };
}

async function embeddedTenant(
  stated: Layer,
  dispatcher: Dispatcher,
  asApplication: boolean,
): Promise<Layer | undefined> {
  if (stated.sandbox === undefined && (stated.authority !== undefined || stated.clientId !== undefined))
    return undefined;
  if (stated.sandbox === undefined && stated.apiUrl !== undefined) return undefined;
  const tenant = await askEmbeddedTenant(dispatcher, stated.sandbox ?? EMBEDDED_TENANT);
  if (tenant === undefined) return undefined;
  const layer = embeddedTenantLayer(tenant, asApplication);
  const scopes = { api: [tenant.api.scope], graph: undefined };
  return { ...layer, scopes: scopes[stated.resource ?? 'api'] };
}

function resourceOf(endpoint: string | undefined, scopes: readonly string[] | undefined): Resource | undefined {
  if (scopes?.every((scope) => GRAPH_SCOPE.test(scope)) === true) return 'graph';
  return endpoint === undefined ? undefined : 'graph';
}

/** Scopes of the first layer that names any for this resource. */
function scopesFor(resource: Resource, layers: readonly Layer[], kept: Layer): readonly string[] | undefined {
  const fitting = layers.filter(
    (layer) => layer.scopes !== undefined && (layer !== kept || kept.resource === resource),
  );
  return fitting.find(({ scopes }) => scopes !== undefined && scopes.length > 0)?.scopes;
}

function complete(
  { profile, folder, resource, apiUrl }: Pick<Settings, 'profile' | 'folder' | 'resource' | 'apiUrl'>,
  layer: Layer,
): Settings {
  const { clientId, authority = MICROSOFT, tenant = 'organizations', graphUrl: givenGraph, endpoint } = layer;
  if (clientId === undefined)
    throw new CliError('no_client', 'No application is configured.', {
      remedy:
        layer.sandbox === undefined
          ? 'Name yours: --client-id ID --tenant TENANT (or --config FILE); or start the embedded tenant: npm start'
          : `Start the embedded tenant again (npm start): it does not answer at ${layer.sandbox}. Or name your own: --client-id ID`,
    });
  const ofEndpoint = endpoint === undefined ? undefined : new URL(endpoint).origin;
  const graph = graphOfCloud(authority, givenGraph ?? (resource === 'graph' ? ofEndpoint : undefined));
  const graphUrl = graph?.baseUrl ?? givenGraph ?? 'https://graph.microsoft.com';
  const scopes =
    layer.scopes ?? (resource === 'graph' ? [`${graph?.resource ?? 'https://graph.microsoft.com'}/.default`] : []);
  if (scopes.length === 0)
    throw new CliError('no_scope', 'It is not known which API the token is for.', {
      remedy:
        'Name its address (--api-url URL) or its scope (--scope api://…/access_as_user); for Graph: --resource graph',
    });
  const { caFile, sandbox, account, method, username, secret, secretFile, certificate } = layer;
  const found = { authority, tenant, clientId, resource, scopes, apiUrl, graphUrl, caFile, sandbox };
  return {
    profile,
    folder,
    ...found,
    graphUrl: graphUrl.replace(/\/$/, ''),
    account,
    method,
    username,
    secret,
    secretFile,
    certificate,
    endpoint,
    toKeep: { ...found, secretFile, certificate },
  };
}
