import type { Dispatcher } from 'undici';
import { graphOfCloud } from '../../config/clouds.js';
import { CliError } from '../cli.errors.js';
import { apiMetadataLayer } from './api-metadata.js';
import { checkedAddress } from './checked-address.js';
import { askEmbeddedTenant, EMBEDDED_TENANT, embeddedTenantLayer } from './embedded-tenant.js';
import type { Layer, Resource } from './layer.js';
import { merged, withAuthorityApart } from './layer.js';
import type { Settings } from './settings.js';

const MICROSOFT = 'https://login.microsoftonline.com';
const MICROSOFT_GRAPH = 'https://graph.microsoft.com';
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
  const stated = given.map(withAuthorityApart);
  const layers = [...stated, usable(kept, asApplication)];
  const sandbox = await embeddedTenant(merged(stated), merged(layers), dispatcher(undefined), asApplication);
  if (sandbox !== undefined && merged(layers).sandbox === undefined)
    tell(`Nothing else is configured: using the embedded tenant at ${sandbox.sandbox ?? ''} (not for production).`);
  // What its last description left must not outlive it: a restarted tenant may have other ids.
  const own = sandbox === undefined ? usable(kept, asApplication) : choicesOf(usable(kept, asApplication));
  const all = [...stated, own, sandbox ?? {}];
  const known = merged(all);
  const resource = known.resource ?? resourceOf(known.endpoint, known.scopes) ?? 'api';
  const ofResource = merged([{ scopes: scopesFor(resource, all, own) }, { ...known, scopes: undefined }]);
  const apiUrl = known.apiUrl === undefined ? undefined : checkedAddress(known.apiUrl, '--api-url', known.sandbox);
  const described =
    resource === 'api' && ofResource.scopes === undefined && apiUrl !== undefined
      ? await apiMetadataLayer(dispatcher(known.caFile), apiUrl)
      : {};
  const chosen = Object.keys(merged([...stated, choicesOf(kept)]));
  return complete(
    { profile, folder, resource, apiUrl },
    merged([{ chosen }, ofResource, withAuthorityApart(described)]),
  );
}

/** An application's own settings say nothing of a person's sign-in, nor the other way round. */
function usable(kept: Layer, asApplication: boolean): Layer {
  return (kept.method === 'app') === asApplication ? kept : { sandbox: kept.sandbox };
}

/** What a person chose, as opposed to what a tenant described. */
function choicesOf(kept: Layer): Layer {
  const names = new Set(['account', 'method', 'sandbox', 'resource', ...(kept.chosen ?? [])]);
  return Object.fromEntries(Object.entries(kept).filter(([name]) => names.has(name)));
}

/** What the embedded tenant suggests, where it is named or nothing else is, and no other authority is. */
async function embeddedTenant(
  stated: Layer,
  { sandbox, authority, clientId, apiUrl, resource }: Layer,
  dispatcher: Dispatcher,
  asApplication: boolean,
): Promise<Layer | undefined> {
  if (sandbox === undefined && [authority, clientId, apiUrl].some((each) => each !== undefined)) return undefined;
  const address = checkedAddress(sandbox ?? EMBEDDED_TENANT, '--sandbox', sandbox);
  const tenant = await askEmbeddedTenant(dispatcher, address);
  if (tenant === undefined) return undefined;
  const { http, https } = tenant.origins;
  if (stated.authority !== undefined && stated.authority !== https && stated.authority !== http) return undefined;
  const scopes = { api: [tenant.api.scope], graph: undefined };
  return { ...embeddedTenantLayer(tenant, asApplication), scopes: scopes[resource ?? 'api'] };
}

function resourceOf(endpoint: string | undefined, scopes: readonly string[] | undefined): Resource | undefined {
  if (scopes?.every((scope) => GRAPH_SCOPE.test(scope)) === true) return 'graph';
  return endpoint === undefined ? undefined : 'graph';
}

/** Scopes of the first layer that names any for this resource. */
function scopesFor(resource: Resource, layers: readonly Layer[], own: Layer): readonly string[] | undefined {
  const fitting = layers.filter((layer) => layer.scopes !== undefined && (layer !== own || own.resource === resource));
  return fitting.find(({ scopes }) => scopes !== undefined && scopes.length > 0)?.scopes;
}

function complete(
  { profile, folder, resource, apiUrl }: Pick<Settings, 'profile' | 'folder' | 'resource' | 'apiUrl'>,
  layer: Layer,
): Settings {
  const {
    clientId,
    authority: givenAuthority = MICROSOFT,
    tenant = 'organizations',
    graphUrl: givenGraph,
    endpoint,
  } = layer;
  if (clientId === undefined)
    throw new CliError('no_client', 'No application is configured.', {
      remedy:
        layer.sandbox === undefined
          ? 'Name yours: --client-id ID --tenant TENANT (or --config FILE); or start the embedded tenant: npm start'
          : `Start the embedded tenant again (npm start): it does not answer at ${layer.sandbox}. Or name your own: --client-id ID`,
    });
  const authority = checkedAddress(givenAuthority, '--authority');
  const ofEndpoint = endpoint === undefined ? undefined : new URL(endpoint).origin;
  const graph = graphOfCloud(authority, givenGraph ?? (resource === 'graph' ? ofEndpoint : undefined));
  const graphUrl = checkedAddress(graph?.baseUrl ?? givenGraph ?? MICROSOFT_GRAPH, '--graph-url', layer.sandbox);
  const scopes = layer.scopes ?? (resource === 'graph' ? [`${graph?.resource ?? MICROSOFT_GRAPH}/.default`] : []);
  if (scopes.length === 0)
    throw new CliError('no_scope', 'It is not known which API the token is for.', {
      remedy:
        'Name its address (--api-url URL) or its scope (--scope api://…/access_as_user); for Graph: --resource graph',
    });
  const { caFile, sandbox, account, method, username, secret, secretFile, certificate, chosen } = layer;
  const found = { authority, tenant, clientId, resource, scopes, apiUrl, graphUrl, caFile, sandbox };
  return {
    profile,
    folder,
    ...found,
    account,
    method,
    username,
    secret,
    secretFile,
    certificate,
    endpoint,
    toKeep: { ...found, secretFile, certificate, chosen },
  };
}
