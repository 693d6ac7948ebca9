import type { Layer, Method, Resource } from './layer.js';

/** Everything a command needs to know, from all sources. Addresses have no slash at the end. */
export interface Settings {
  readonly profile: string;
  /** Where this profile's tokens and settings are kept. */
  readonly folder: string;
  /** Origin or address of a policy, without a tenant where `tenant` has it. */
  readonly authority: string;
  readonly tenant: string;
  readonly clientId: string;
  readonly resource: Resource;
  /** Never empty; in full unless they are Graph's. */
  readonly scopes: readonly string[];
  /** Of this API; undefined where only Graph is called. */
  readonly apiUrl: string | undefined;
  readonly graphUrl: string;
  readonly caFile: string | undefined;
  /** Address of the embedded tenant, where the settings are its own. */
  readonly sandbox: string | undefined;
  readonly account: string | undefined;
  readonly method: Method | undefined;
  readonly username: string | undefined;
  readonly secret: string | undefined;
  readonly secretFile: string | undefined;
  readonly certificate: string | undefined;
  /** What `get` asks for where no path is given. */
  readonly endpoint: string | undefined;
  /** Kept with the profile when a sign-in succeeds. */
  readonly toKeep: Layer;
}

/** Where requests of these settings go. */
export function baseUrl({
  resource,
  apiUrl,
  graphUrl,
}: Pick<Settings, 'resource' | 'apiUrl' | 'graphUrl'>): string | undefined {
  return resource === 'graph' ? graphUrl : apiUrl;
}
