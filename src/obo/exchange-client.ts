import type { INetworkModule } from '@azure/msal-node';
import { ConfidentialClientApplication } from '@azure/msal-node';
import type { AppConfig } from '../config/app-config.js';
import { v2Issuer } from '../config/clouds.js';
import type { Presentation } from './credential/client-credential.js';

/** MSAL's client for one exchange at one tenant, proving itself with `presentation`. */
export function exchangeClient(
  { authorityHost, issuerOrigin, clientId }: AppConfig['identity'],
  tenantId: string,
  presentation: Presentation,
  networkClient: INetworkModule,
): ConfidentialClientApplication {
  const authority = `${authorityHost}/${tenantId}`;
  const issuer = v2Issuer({ issuerOrigin }, tenantId);
  return new ConfidentialClientApplication({
    auth: {
      clientId,
      ...presentation.msal,
      authority,
      knownAuthorities: [new URL(authorityHost).host, new URL(issuer).host],
      // Known without asking, so that an exchange is one request.
      authorityMetadata: JSON.stringify({
        issuer,
        authorization_endpoint: `${authority}/oauth2/v2.0/authorize`,
        token_endpoint: `${authority}/oauth2/v2.0/token`,
        jwks_uri: `${authority}/discovery/v2.0/keys`,
      }),
      // https://learn.microsoft.com/entra/identity-platform/claims-challenge#client-capabilities
      clientCapabilities: ['cp1'],
    },
    system: { networkClient },
  });
}
