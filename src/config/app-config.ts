import type { LogLevel } from '../common/log.js';
import type { Proxy } from '../common/outbound/proxy.js';
import type { CredentialConfig } from './credential-settings.js';

/** Where Nest keeps the AppConfig. */
export const APP_CONFIG = Symbol('AppConfig');

/** Everything this process was told at its start; frozen. Origins are without a trailing slash. */
export interface AppConfig {
  readonly production: boolean;
  readonly listen: { readonly port: number; readonly host: string };
  readonly publicUrls: readonly [string, ...string[]];
  readonly identity: {
    /** GUID or domain of the home tenant, or one of Entra's shared entrances with `allowedTenants`. */
    readonly tenant: string;
    /** Path below the authority where keys, issuer and sign-in of all admitted accounts are. */
    readonly entrance: string;
    /** GUIDs of the tenants whose accounts may call; empty: the one tenant of `tenant`. */
    readonly allowedTenants: readonly string[];
    /** Client ids of the applications that may call; empty: any. */
    readonly allowedClients: readonly string[];
    readonly allowGuests: boolean;
    /** Set where accounts are of Azure AD B2C: they are validated, never exchanged. */
    readonly b2cPolicy: string | undefined;
    readonly clientId: string;
    readonly credential: CredentialConfig;
    /** Origin this process asks. */
    readonly authorityHost: string;
    /** Origin of its v2 issuers; `{tenantid}` in it at a CIAM authority. */
    readonly issuerOrigin: string;
    /** Origin that humans' browsers open. */
    readonly browserAuthorityHost: string;
  };
  readonly api: {
    /** Accepted `aud` values. */
    readonly audiences: readonly string[];
    /** The delegated scope every call needs, short form. */
    readonly scope: string;
  };
  readonly graph: {
    /** Origin. */
    readonly baseUrl: string;
    /** What the exchange asks for, in full; where `scopesByOperation`, only for what is no single operation. */
    readonly scopes: readonly string[];
    /** The exchange asks for the least scope of each operation, and for nothing else. */
    readonly scopesByOperation: boolean;
    /** Resource that scopes of Graph name, without a trailing slash. */
    readonly resource: string;
    /** Operations beyond the catalogue, `METHOD /v1.0/path/{x}`. */
    readonly allow: readonly string[];
    /** Origins that change notifications may go to; empty: there are no subscriptions. */
    readonly notificationOrigins: readonly string[];
  };
  /** Where consent may return to. */
  readonly allowedRedirectUris: readonly string[];
  /** Origins of front ends that call from a browser. */
  readonly corsOrigins: readonly string[];
  readonly tokenCache: { readonly maxBytes: number; readonly maxEntries: number };
  /** What replicas share; keys are base64 of 32 bytes each, the newest first. */
  readonly redis: { readonly url: string; readonly keys: readonly string[] } | undefined;
  /** Browser sign-in; undefined where it is off. */
  readonly session: SessionConfig | undefined;
  readonly docs: { readonly enabled: boolean; readonly clientId: string | undefined };
  /** Where those who run this look at it; undefined: nowhere. */
  readonly metrics: { readonly port: number; readonly host: string } | undefined;
  /** Where spans go; undefined: nowhere, unless an SDK was loaded before. */
  readonly tracing: TracingConfig | undefined;
  /** The demo front end; undefined where it is off. */
  readonly demo: DemoConfig | undefined;
  readonly extraCaFile: string | undefined;
  /** For https targets, except those that `exemptions` names as NO_PROXY does. */
  readonly proxy: { readonly server: Proxy; readonly exemptions: string | undefined } | undefined;
  /** Requests a minute; 0: any number. */
  readonly rateLimits: { readonly perMinute: number; readonly anonymousPerMinute: number };
  /** Addresses and networks (CIDR) of the proxies whose X-Forwarded-For is believed. */
  readonly trustedProxies: readonly string[];
  readonly logLevel: LogLevel;
  /** How long requests are served on after SIGTERM, and how long those under way may then take. */
  readonly shutdown: { readonly delayMs: number; readonly graceMs: number };
  readonly limits: Limits;
}

/** Which registration signs browsers in, and how long that lasts. */
export interface SessionConfig {
  /** The API's own, or one beside it. */
  readonly clientId: string;
  /** Of a registration beside the API's; undefined where the API's own credential serves. */
  readonly clientSecret: string | undefined;
  /** What a sign-in asks for: a token for this API, in the form Entra wants from this registration. */
  readonly scope: string;
  /** Seconds without a request until a session ends. */
  readonly idleSeconds: number;
  /** Seconds from the sign-in until a session ends, whatever happens. */
  readonly maxSeconds: number;
}

/** An OpenTelemetry collector. */
export interface TracingConfig {
  /** The address that takes traces, in full. */
  readonly endpoint: string;
  /** As OpenTelemetry calls them. */
  readonly protocol: string;
  readonly serviceName: string | undefined;
}

/** What the demo front end offers beyond signing in. */
export interface DemoConfig {
  /** Single-page registration that MSAL.js signs in as; undefined where only the cookie way is there. */
  readonly clientId: string | undefined;
  /** Name of an account that has not consented, and of one that Entra asks for MFA. */
  readonly consentUser: string | undefined;
  readonly mfaUser: string | undefined;
  /** Address where people end their sign-ins everywhere. */
  readonly accountPage: string;
}

/** Times (milliseconds) and sizes (bytes) nobody needs to set; tests shrink them. */
export interface Limits {
  readonly connectTimeoutMs: number;
  /** One whole call to Entra: keys or an exchange. */
  readonly identityTimeoutMs: number;
  /** How long a caller waits for an exchange; it goes on without the caller, who finds its token at the next try. */
  readonly identityWaitMs: number;
  /** Until Graph's answer begins. */
  readonly graphHeadersTimeoutMs: number;
  /** Silence within Graph's answer. */
  readonly graphIdleTimeoutMs: number;
  /** One command to Redis. */
  readonly redisTimeoutMs: number;
  /** Silence of Redis after which a subscription is taken for dead although its socket is open. */
  readonly redisHeartbeatMs: number;
  readonly keysRefreshMs: number;
  readonly keysMaxAgeMs: number;
  /** From the last completed key fetch to the next that an unknown `kid` may cause. */
  readonly keysCooldownMs: number;
  /** The same while there are no keys at all. */
  readonly keysRetryMs: number;
  /** Tokens that wait for a key at once; one more is told to come again: a small part of `requestsUnderWay`. */
  readonly waitingForKeys: number;
  readonly clockSkewSeconds: number;
  /** From one look at the end of our own credential to the next. */
  readonly credentialCheckMs: number;
  /** How long a request's headers may take to arrive. */
  readonly requestHeadersTimeoutMs: number;
  /** How long a request's body may take for its next kilobyte. */
  readonly requestBodyWindowMs: number;
  /** How long a connection may go without a byte either way: longer than any answer may take to begin. */
  readonly connectionIdleMs: number;
  /** How long a connection waits for its next request: longer than proxies in front keep theirs, so that they end it. */
  readonly keepAliveMs: number;
  /** Connections of callers; fewer where the process may open few files. */
  readonly connections: number;
  /** Requests served at once; one more is told that it is too many. */
  readonly requestsUnderWay: number;
  /** How late the event loop may be before requests are turned away. */
  readonly loopDelayMs: number;
  /** Calls to Graph at once for one user; the next ones wait, so many and so long. */
  readonly callsOfUser: number;
  readonly waitingCallsOfUser: number;
  readonly callWaitMs: number;
  /** What all batches together may hold in memory, requests and answers, in bytes. */
  readonly batchBytes: number;
}

export const DEFAULT_LIMITS: Limits = {
  connectTimeoutMs: 2_000,
  identityTimeoutMs: 4_000,
  identityWaitMs: 1_700,
  graphHeadersTimeoutMs: 60_000,
  graphIdleTimeoutMs: 30_000,
  redisTimeoutMs: 200,
  redisHeartbeatMs: 15_000,
  keysRefreshMs: 3_600_000,
  keysMaxAgeMs: 86_400_000,
  keysCooldownMs: 5_000,
  keysRetryMs: 500,
  waitingForKeys: 256,
  clockSkewSeconds: 60,
  credentialCheckMs: 86_400_000,
  requestHeadersTimeoutMs: 12_000,
  requestBodyWindowMs: 20_000,
  connectionIdleMs: 75_000,
  keepAliveMs: 80_000,
  connections: 16_384,
  requestsUnderWay: 2_000,
  loopDelayMs: 1_000,
  callsOfUser: 64,
  waitingCallsOfUser: 64,
  callWaitMs: 10_000,
  batchBytes: 128 * 1024 * 1024,
};
