import type { Settings } from './settings.js';

/** How this API proves itself to Entra: the one way that was chosen. */
export type CredentialConfig =
  | { readonly kind: 'federated_token_file'; readonly path: string }
  | {
      readonly kind: 'certificate';
      readonly path: string;
      readonly password: string | undefined;
      readonly sendChain: boolean;
    }
  | {
      readonly kind: 'managed_identity';
      readonly clientId: string;
      /** What a managed identity's token must be for to serve as client assertion in this cloud. */
      readonly resource: string;
      readonly endpoint: ManagedIdentityEndpoint;
    }
  | { readonly kind: 'secret'; readonly clientSecret: string };

/** Where this machine's identity gives tokens; `imds` by the origin of the instance metadata service. */
export type ManagedIdentityEndpoint =
  | { readonly kind: 'app_service'; readonly url: string; readonly header: string }
  | { readonly kind: 'imds'; readonly origin: string };

/** The settings that choose a way, first come first served. */
export const CREDENTIAL_SETTINGS = [
  'AZURE_FEDERATED_TOKEN_FILE',
  'AZURE_CLIENT_CERTIFICATE_PATH',
  'AZURE_MANAGED_IDENTITY_CLIENT_ID',
  'AZURE_CLIENT_SECRET',
] as const;

/** https://learn.microsoft.com/entra/workload-id/workload-identity-federation-config-app-trust-managed-identity */
const TOKEN_EXCHANGE_BY_AUTHORITY: Readonly<Record<string, string>> = {
  'https://login.microsoftonline.us': 'api://AzureADTokenExchangeUSGov',
  'https://login.partner.microsoftonline.cn': 'api://AzureADTokenExchangeChina',
};
/** The instance metadata service of every Azure machine. */
const IMDS = 'http://169.254.169.254';

/** The credential these settings choose; undefined where none is set. */
export function chosenCredential(settings: Settings): CredentialConfig | undefined {
  if (settings.AZURE_FEDERATED_TOKEN_FILE !== undefined)
    return { kind: 'federated_token_file', path: settings.AZURE_FEDERATED_TOKEN_FILE };
  if (settings.AZURE_CLIENT_CERTIFICATE_PATH !== undefined)
    return {
      kind: 'certificate',
      path: settings.AZURE_CLIENT_CERTIFICATE_PATH,
      password: settings.AZURE_CLIENT_CERTIFICATE_PASSWORD,
      sendChain: settings.AZURE_CLIENT_SEND_CERTIFICATE_CHAIN,
    };
  if (settings.AZURE_MANAGED_IDENTITY_CLIENT_ID !== undefined)
    return {
      kind: 'managed_identity',
      clientId: settings.AZURE_MANAGED_IDENTITY_CLIENT_ID,
      resource: TOKEN_EXCHANGE_BY_AUTHORITY[settings.AZURE_AUTHORITY_HOST] ?? 'api://AzureADTokenExchange',
      endpoint: managedIdentityEndpoint(settings),
    };
  if (settings.AZURE_CLIENT_SECRET === undefined) return undefined;
  return { kind: 'secret', clientSecret: settings.AZURE_CLIENT_SECRET };
}

function managedIdentityEndpoint(settings: Settings): ManagedIdentityEndpoint {
  const { IDENTITY_ENDPOINT: url, IDENTITY_HEADER: header } = settings;
  if (url !== undefined && header !== undefined) return { kind: 'app_service', url, header };
  return { kind: 'imds', origin: settings.AZURE_POD_IDENTITY_AUTHORITY_HOST ?? IMDS };
}
