import type { AppConfig, TracingConfig } from './app-config.js';
import { DEFAULT_LIMITS } from './app-config.js';
import { entranceOf, problemsOfAuthority } from './check-authority.js';
import { demoOf, problemsOfDemo } from './demo-settings.js';
import { graphOfCloud, issuerOriginOf } from './clouds.js';
import type { GraphOfCloud } from './clouds.js';
import { CREDENTIAL_SETTINGS, chosenCredential } from './credential-settings.js';
import { isLoopback } from './loopback.js';
import { problemsOfSession, sessionOf } from './session-settings.js';
import type { Settings } from './settings.js';
import { settingsSchema } from './settings.js';

/** One setting that is missing or wrong. */
export interface SettingProblem {
  readonly name: string;
  /** Never the value: it may be a secret in the wrong place. */
  readonly reason: string;
}

/** The environment does not make a configuration; its message names every setting at fault, on a line of its own. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';

  constructor(
    readonly problems: readonly SettingProblem[],
    options?: ErrorOptions,
  ) {
    super(
      `The configuration is incomplete or wrong:\n${problems.map(({ name, reason }) => `  ${name} ${reason}`).join('\n')}`,
      options,
    );
  }
}

/** Environment to AppConfig. An empty variable counts as unset. Throws ConfigurationError. */
export function loadConfig(environment: Readonly<Record<string, string | undefined>>): AppConfig {
  const given = givenSettings(environment);
  const parsed = settingsSchema.safeParse(given);
  const missing = [...problemsOfCredential(given), ...missingInProduction(given)];
  if (!parsed.success) throw new ConfigurationError([...parsed.error.issues.map(asProblem), ...missing]);
  const problems = [
    ...missing,
    ...problemsAcross(parsed.data),
    ...(parsed.data.NODE_ENV === 'production' ? problemsInProduction(parsed.data) : []),
  ];
  if (problems.length > 0) throw new ConfigurationError(problems);
  return deepFreeze(assemble(parsed.data));
}

function givenSettings(environment: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const given: Record<string, string> = {};
  for (const [name, value] of Object.entries(environment)) if (value !== undefined && value !== '') given[name] = value;
  // By custom lower case too, and first: https://everything.curl.dev/usingcurl/proxies/env.html
  for (const name of ['HTTPS_PROXY', 'NO_PROXY']) {
    const lowerCase = given[name.toLowerCase()];
    if (lowerCase !== undefined) given[name] = lowerCase;
  }
  return given;
}

function asProblem({ path, message }: { path: readonly PropertyKey[]; message: string }): SettingProblem {
  return { name: String(path[0]), reason: message };
}

function problemsOfCredential(given: Readonly<Record<string, string | undefined>>): SettingProblem[] {
  const chosen = CREDENTIAL_SETTINGS.find((name) => name in given);
  if (chosen === undefined) {
    const reason = `is required, or one of ${CREDENTIAL_SETTINGS.slice(0, -1).join(', ')}`;
    return [{ name: 'AZURE_CLIENT_SECRET', reason }];
  }
  if (chosen !== 'AZURE_MANAGED_IDENTITY_CLIENT_ID') return [];
  if (!('IDENTITY_ENDPOINT' in given) || 'IDENTITY_HEADER' in given) return [];
  return [{ name: 'IDENTITY_HEADER', reason: 'is required with IDENTITY_ENDPOINT' }];
}

function missingInProduction(given: Readonly<Record<string, string | undefined>>): SettingProblem[] {
  return given['NODE_ENV'] === 'production' && !('PUBLIC_URLS' in given)
    ? [{ name: 'PUBLIC_URLS', reason: 'is required in production' }]
    : [];
}

function problemsAcross(settings: Settings): SettingProblem[] {
  const { GRAPH_BASE_URL, REDIS_URL, TOKEN_CACHE_KEYS } = settings;
  const problems: SettingProblem[] = problemsOfAuthority(settings);
  if (graphOf(settings) === undefined) {
    const reason =
      GRAPH_BASE_URL === undefined
        ? 'is required, because AZURE_AUTHORITY_HOST is none of the clouds with a known Graph'
        : 'belongs to another cloud than AZURE_AUTHORITY_HOST';
    problems.push({ name: 'GRAPH_BASE_URL', reason });
  }
  if (REDIS_URL !== undefined && (TOKEN_CACHE_KEYS ?? []).length === 0) {
    problems.push({ name: 'TOKEN_CACHE_KEYS', reason: 'is required with REDIS_URL' });
  }
  if (settings.METRICS_PORT === settings.PORT && settings.PORT !== 0)
    problems.push({ name: 'METRICS_PORT', reason: 'must be another port than PORT' });
  return [...problems, ...problemsOfSession(settings), ...problemsOfDemo(settings)];
}

/** B2C knows no Graph; the default is never called. */
function graphOf({ AZURE_AUTHORITY_HOST, AZURE_B2C_POLICY, GRAPH_BASE_URL }: Settings): GraphOfCloud | undefined {
  const never = AZURE_B2C_POLICY !== undefined && GRAPH_BASE_URL === undefined;
  return graphOfCloud(never ? 'https://login.microsoftonline.com' : AZURE_AUTHORITY_HOST, GRAPH_BASE_URL);
}

function problemsInProduction(settings: Settings): SettingProblem[] {
  const problems: SettingProblem[] = [];
  const addresses: [string, readonly string[]][] = [
    ['PUBLIC_URLS', settings.PUBLIC_URLS ?? []],
    ['AZURE_AUTHORITY_HOST', [settings.AZURE_AUTHORITY_HOST]],
    ['BROWSER_AUTHORITY_HOST', settings.BROWSER_AUTHORITY_HOST === undefined ? [] : [settings.BROWSER_AUTHORITY_HOST]],
    ['GRAPH_BASE_URL', settings.GRAPH_BASE_URL === undefined ? [] : [settings.GRAPH_BASE_URL]],
    ['NOTIFICATION_ORIGINS', settings.NOTIFICATION_ORIGINS],
  ];
  for (const [name, origins] of addresses) {
    if (origins.some((origin) => !origin.startsWith('https:')))
      problems.push({ name, reason: 'must be https in production' });
    else if (origins.some(isLoopback)) problems.push({ name, reason: 'must not be a loopback address in production' });
  }
  return problems;
}

function assemble(settings: Settings): AppConfig {
  const { AZURE_CLIENT_ID: clientId, AZURE_AUTHORITY_HOST: authorityHost } = settings;
  const graph = graphOf(settings);
  if (graph === undefined) throw new TypeError('the cloud was checked before');
  const credential = chosenCredential(settings);
  if (credential === undefined) throw new TypeError('the credential was checked before');
  const production = settings.NODE_ENV === 'production';
  return {
    production,
    listen: { port: settings.PORT, host: settings.HOST },
    publicUrls: settings.PUBLIC_URLS ?? [`http://localhost:${settings.PORT}`],
    identity: {
      tenant: settings.AZURE_TENANT_ID,
      entrance: entranceOf(settings),
      allowedTenants: settings.ALLOWED_TENANTS,
      allowedClients: settings.ALLOWED_CLIENTS,
      allowGuests: settings.ALLOW_GUESTS,
      b2cPolicy: settings.AZURE_B2C_POLICY,
      clientId,
      credential,
      authorityHost,
      issuerOrigin: issuerOriginOf(authorityHost),
      browserAuthorityHost: settings.BROWSER_AUTHORITY_HOST ?? authorityHost,
    },
    api: { audiences: settings.API_AUDIENCES ?? [clientId, `api://${clientId}`], scope: settings.API_SCOPE },
    graph: {
      baseUrl: graph.baseUrl,
      ...scopesOf(settings, graph),
      resource: graph.resource,
      allow: settings.GRAPH_ALLOW,
      notificationOrigins: settings.NOTIFICATION_ORIGINS,
    },
    allowedRedirectUris: settings.ALLOWED_REDIRECT_URIS,
    corsOrigins: settings.CORS_ORIGINS,
    tokenCache: { maxBytes: settings.TOKEN_CACHE_MAX_BYTES, maxEntries: settings.TOKEN_CACHE_MAX_ENTRIES },
    redis:
      settings.REDIS_URL === undefined ? undefined : { url: settings.REDIS_URL, keys: settings.TOKEN_CACHE_KEYS ?? [] },
    session: sessionOf(settings),
    docs: { enabled: settings.DOCS ?? !production, clientId: settings.DOCS_CLIENT_ID },
    metrics:
      settings.METRICS_PORT === undefined ? undefined : { port: settings.METRICS_PORT, host: settings.METRICS_HOST },
    tracing: tracingOf(settings),
    demo: demoOf(settings),
    extraCaFile: settings.EXTRA_CA_FILE,
    proxy: settings.HTTPS_PROXY && { server: settings.HTTPS_PROXY, exemptions: settings.NO_PROXY },
    rateLimits: {
      perMinute: settings.RATE_LIMIT_PER_MINUTE,
      anonymousPerMinute: settings.RATE_LIMIT_ANONYMOUS_PER_MINUTE,
    },
    trustedProxies: settings.TRUSTED_PROXIES,
    logLevel: settings.LOG_LEVEL,
    shutdown: { delayMs: settings.SHUTDOWN_DELAY_SECONDS * 1000, graceMs: settings.SHUTDOWN_GRACE_SECONDS * 1000 },
    limits: DEFAULT_LIMITS,
  };
}

function scopesOf(
  { GRAPH_SCOPES: asked }: Settings,
  { resource }: GraphOfCloud,
): Pick<AppConfig['graph'], 'scopes' | 'scopesByOperation'> {
  const all = [`${resource}/.default`];
  const scopesByOperation = asked?.length === 1 && asked[0] === 'operation';
  return { scopes: scopesByOperation ? all : (asked ?? all), scopesByOperation };
}

/** https://opentelemetry.io/docs/specs/otel/protocol/exporter/#configuration-options */
function tracingOf(settings: Settings): TracingConfig | undefined {
  const { OTEL_TRACES_EXPORTER: exporter, OTEL_EXPORTER_OTLP_ENDPOINT: base } = settings;
  const ofTraces = settings.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT;
  const isWanted = exporter === undefined ? (base ?? ofTraces) !== undefined : exporter === 'otlp';
  if (settings.OTEL_SDK_DISABLED || !isWanted) return undefined;
  return {
    endpoint: ofTraces ?? `${(base ?? 'http://localhost:4318').replace(/\/$/, '')}/v1/traces`,
    protocol: settings.OTEL_EXPORTER_OTLP_TRACES_PROTOCOL ?? settings.OTEL_EXPORTER_OTLP_PROTOCOL,
    serviceName: settings.OTEL_SERVICE_NAME,
  };
}

function deepFreeze<T extends object>(value: T): T {
  for (const member of Object.values(value)) if (typeof member === 'object' && member !== null) deepFreeze(member);
  return Object.freeze(value);
}
