import type { AppConfig, DemoConfig } from '../config/app-config.js';

/** What the page is told about the world around it; none of it is secret. */
export interface PageSettings {
  /** Ways to sign in that are open, the first by default. */
  readonly ways: readonly ('cookie' | 'msal')[];
  /** What MSAL.js is made with. */
  readonly msal?: {
    readonly clientId: string;
    readonly authority: string;
    readonly scope: string;
    /** OpenID metadata, where browsers reach the authority at another address than it calls itself. */
    readonly authorityMetadata?: string;
  };
  readonly consentUser?: string;
  readonly mfaUser?: string;
  readonly accountPage: string;
}

/** The page's settings, from the API's own. */
export function pageSettings(
  { identity, api, session }: Pick<AppConfig, 'identity' | 'api' | 'session'>,
  { clientId, consentUser, mfaUser, accountPage }: DemoConfig,
): PageSettings {
  const metadata = authorityMetadata(identity);
  return {
    ways: [...(session === undefined ? [] : ['cookie' as const]), ...(clientId === undefined ? [] : ['msal' as const])],
    ...(clientId !== undefined && {
      msal: {
        clientId,
        authority: `${identity.authorityHost}/${identity.entrance}`,
        scope: `api://${identity.clientId}/${api.scope}`,
        ...(metadata !== undefined && { authorityMetadata: metadata }),
      },
    }),
    ...(consentUser !== undefined && { consentUser }),
    ...(mfaUser !== undefined && { mfaUser }),
    accountPage,
  };
}

/** OpenID Connect Discovery section 3, as far as MSAL.js reads it. */
function authorityMetadata({ authorityHost, browserAuthorityHost, entrance, issuerOrigin }: AppConfig['identity']) {
  if (browserAuthorityHost === authorityHost) return undefined;
  const base = `${browserAuthorityHost}/${entrance}`;
  return JSON.stringify({
    issuer: `${issuerOrigin}/${entrance}/v2.0`,
    authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
    token_endpoint: `${base}/oauth2/v2.0/token`,
    end_session_endpoint: `${base}/oauth2/v2.0/logout`,
    jwks_uri: `${base}/discovery/v2.0/keys`,
  });
}
