import type { AuthenticationResult, Configuration, INetworkModule } from '@azure/msal-node';

type Asking = () => Promise<AuthenticationResult | null>;

const refuse = (): Promise<never> => Promise.reject(new Error('Only the cache is asked.'));
const noNetwork: INetworkModule = { sendGetRequestAsync: refuse, sendPostRequestAsync: refuse };

/**
 * The same client with nothing but its cache. MSAL wants to know an authority's endpoints before it looks there, and
 * asks the network for those of every authority that is not Microsoft's own.
 */
export function withCacheAlone(configuration: Configuration): Configuration {
  const { authority = '' } = configuration.auth;
  const endpoints = { issuer: authority, authorization_endpoint: authority, token_endpoint: authority };
  return {
    ...configuration,
    auth: { ...configuration.auth, authorityMetadata: JSON.stringify({ ...endpoints, jwks_uri: authority }) },
    system: { ...configuration.system, networkClient: noNetwork },
  };
}

/**
 * What the cache has, else what Entra gives. A user's good token that Entra would like to renew already (`refresh_in`) is
 * good enough where it cannot; MSAL does not hand out an application's before it is renewed.
 */
export async function cachedFirst(cached: Asking, asked: Asking): Promise<AuthenticationResult | null> {
  const kept = await cached().catch(() => null);
  if (kept === null) return asked();
  if (kept.refreshOn === undefined || kept.refreshOn.getTime() > Date.now()) return kept;
  return asked().catch(() => kept);
}
