import type { JSONWebKeySet } from 'jose';

/** Microsoft's tenant of personal accounts, the same in the whole public cloud. */
export const PERSONAL_TENANT_ID = '9188040d-6c67-4c5b-b112-36a304b66dad';
/** The application id of Microsoft Graph in every tenant. */
export const GRAPH_APP_ID = '00000003-0000-0000-c000-000000000000';
/** The application id of Azure Resource Manager in every tenant. */
export const RESOURCE_MANAGER_APP_ID = '797f4846-ba00-4fd7-ba43-dac1f8f63013';

export interface Tenant {
  /** The name the seed files use. */
  readonly name: string;
  readonly id: string;
  readonly domain: string;
  readonly displayName: string;
  /** Microsoft's tenant of personal accounts: its own signing-key issuer. */
  readonly personal: boolean;
}

/** Where an application's redirect address is registered; Entra redeems codes differently for each. */
export type RedirectPlatform = 'web' | 'spa' | 'public';

export interface RedirectUri {
  readonly uri: string;
  readonly platform: RedirectPlatform;
}

export interface Application {
  /** The name `GET /sandbox` shows. */
  readonly name: string;
  readonly displayName: string;
  readonly clientId: string;
  readonly tenantId: string;
  /** May be used by users of other tenants and by personal accounts. */
  readonly multiTenant: boolean;
  readonly secret?: string;
  /** PEM file with certificate and key, kept in the installation's folder; a path as this process can open it. */
  readonly certificatePath?: string;
  /**
   * Client ids of workloads of the home tenant whose own tokens for `api://AzureADTokenExchange` prove this application
   * (workload identity federation).
   */
  readonly federatedClients: readonly string[];
  /** A user-assigned managed identity of the machine the API runs on. */
  readonly managedIdentity: boolean;
  /** May use grants without a client credential: password, device code, code on a loopback port. */
  readonly publicClient: boolean;
  readonly redirectUris: readonly RedirectUri[];
  /** Opened in a hidden frame, with `sid` and `iss`, when a sign-in of it ends (OpenID Connect Front-Channel Logout). */
  readonly frontChannelLogout?: string;
  /** What its registration adds to its ID tokens. */
  readonly optionalClaims: readonly 'login_hint'[];
  readonly identifierUris: readonly string[];
  /** Shape of the access tokens issued FOR this application. */
  readonly accessTokenVersion: 1 | 2;
  /** Delegated scopes this application exposes. */
  readonly exposedScopes: readonly string[];
  /** Application roles this application exposes. */
  readonly appRoles: readonly string[];
  /** Delegated scopes consented for all users of the home tenant by its administrator: resource client id -> scopes. */
  readonly adminConsent: Readonly<Record<string, readonly string[]>>;
  /** Application roles assigned to this application: resource client id -> roles. */
  readonly assignedRoles: Readonly<Record<string, readonly string[]>>;
}

/** A workload of another issuer whose tokens prove an application (workload identity federation). */
export interface FederatedCredential {
  readonly issuer: string;
  readonly subject: string;
  readonly audience: string;
  /** What the issuer publishes at its `jwks_uri`. */
  readonly keys: JSONWebKeySet;
}

/** What the controls can switch. */
export interface UserSwitches {
  /** The user's consent for this API to call Graph is missing: the exchange fails with 65001. */
  readonly consent: boolean;
  /** Graph is behind a Conditional Access policy that wants MFA: the exchange fails with 50076 and claims. */
  readonly mfa: boolean;
  /** The account is disabled: sign-in fails with 50057. */
  readonly disabled: boolean;
}

export type UserState = 'ready' | 'consent' | 'mfa' | 'disabled' | 'guest';

export interface User extends UserSwitches {
  readonly userPrincipalName: string;
  readonly password: string;
  /** Object id; also the id Graph knows the user by. */
  readonly id: string;
  readonly tenantId: string;
  readonly displayName: string;
  readonly givenName: string;
  readonly surname: string;
  readonly mail: string;
  /** Lives in another tenant and is invited into this one. */
  readonly guest: boolean;
  /** Name of the home tenant of a guest. */
  readonly homeTenantId?: string;
  /** Tokens issued before this moment (ms) are revoked; refresh tokens fail with 50173, Graph answers a claims challenge. */
  readonly tokensValidFrom: number;
}
