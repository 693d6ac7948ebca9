/** What tokens are for: this API, or Graph directly. */
export type Resource = 'api' | 'graph';
/** How somebody, or an application by itself, signs in. */
export type Method = 'device' | 'browser' | 'password' | 'app';

/** What one source of settings says; what it leaves open another one decides. */
export interface Layer {
  readonly authority?: string | undefined;
  readonly tenant?: string | undefined;
  readonly clientId?: string | undefined;
  readonly resource?: Resource | undefined;
  readonly scopes?: readonly string[] | undefined;
  readonly apiUrl?: string | undefined;
  readonly graphUrl?: string | undefined;
  readonly caFile?: string | undefined;
  readonly sandbox?: string | undefined;
  readonly account?: string | undefined;
  readonly method?: Method | undefined;
  readonly username?: string | undefined;
  readonly secret?: string | undefined;
  readonly secretFile?: string | undefined;
  readonly certificate?: string | undefined;
  readonly endpoint?: string | undefined;
  /** Names of what a person chose, as opposed to what a tenant described. */
  readonly chosen?: readonly string[] | undefined;
}

/** The first layer's word on each setting. */
export function merged(layers: readonly Layer[]): Layer {
  return Object.assign({}, ...layers.toReversed().map(withoutUndefined));
}

/** An authority with a tenant behind it says both, unless the same source names a tenant. Other paths stay as they are. */
export function withAuthorityApart(layer: Layer): Layer {
  const { authority } = layer;
  if (authority === undefined || !URL.canParse(authority)) return layer;
  const { origin, pathname } = new URL(authority);
  const [tenant, version, ...more] = pathname.split('/').filter((part) => part !== '');
  if (more.length > 0 || (version !== undefined && version !== 'v2.0')) return layer;
  return { ...layer, authority: origin, tenant: layer.tenant ?? tenant };
}

function withoutUndefined(layer: Layer): Layer {
  return Object.fromEntries(Object.entries(layer).filter(([, value]) => value !== undefined));
}
