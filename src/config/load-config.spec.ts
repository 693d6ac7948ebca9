import { describe, expect, it } from 'vitest';
import { ConfigurationError, loadConfig } from './load-config.js';
import { settingsSchema } from './settings.js';

const GUID = '8f14e45f-ceea-467f-a0e6-4b4d1a3f8a11';
const NO_CREDENTIAL =
  'is required, or one of AZURE_FEDERATED_TOKEN_FILE, AZURE_CLIENT_CERTIFICATE_PATH, AZURE_MANAGED_IDENTITY_CLIENT_ID';
const least = { AZURE_TENANT_ID: GUID, AZURE_CLIENT_ID: GUID, AZURE_CLIENT_SECRET: 'hush-hush' };
const production = { ...least, NODE_ENV: 'production', PUBLIC_URLS: 'https://api.contoso.example' };

function problemsOf(environment: Record<string, string>): Record<string, string> {
  try {
    loadConfig(environment);
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return Object.fromEntries(error.problems.map(({ name, reason }) => [name, reason]));
  }
  return {};
}

describe('loading the configuration', () => {
  it('fills in what may be left out', () => {
    expect(loadConfig(least)).toMatchObject({
      production: false,
      publicUrls: ['http://localhost:3000'],
      identity: {
        authorityHost: 'https://login.microsoftonline.com',
        browserAuthorityHost: 'https://login.microsoftonline.com',
      },
      api: { audiences: [GUID, `api://${GUID}`], scope: 'access_as_user' },
      graph: { baseUrl: 'https://graph.microsoft.com', scopes: ['https://graph.microsoft.com/.default'] },
      docs: { enabled: true },
    });
  });

  it.each([
    ['http/protobuf', {}],
    ['http/json', { OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' }],
    ['http/json', { OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: 'http/json' }],
    ['http/protobuf', { OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc', OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: 'http/protobuf' }],
  ])('sends traces by %s with %j', (protocol, environment) => {
    const collector = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector.example:4318' };
    expect(loadConfig({ ...least, ...collector, ...environment }).tracing?.protocol).toBe(protocol);
  });

  it('takes origins that notifications may go to', () => {
    expect(loadConfig(least).graph.notificationOrigins).toEqual([]);
    const { graph } = loadConfig({ ...least, NOTIFICATION_ORIGINS: 'https://a.example/, https://b.example:8443' });
    expect(graph.notificationOrigins).toEqual(['https://a.example', 'https://b.example:8443']);
  });

  it('takes the Graph that belongs to the authority', () => {
    const { graph } = loadConfig({ ...least, AZURE_AUTHORITY_HOST: 'https://login.microsoftonline.us/' });
    expect(graph).toMatchObject({
      baseUrl: 'https://graph.microsoft.us',
      scopes: ['https://graph.microsoft.us/.default'],
    });
  });

  it('is frozen, all the way down', () => {
    const config = loadConfig(least);
    expect(Object.isFrozen(config) && Object.isFrozen(config.identity) && Object.isFrozen(config.publicUrls)).toBe(
      true,
    );
  });

  it('names everything that is missing at once', () => {
    expect(problemsOf({})).toEqual({
      AZURE_TENANT_ID: 'is required',
      AZURE_CLIENT_ID: 'is required',
      AZURE_CLIENT_SECRET: NO_CREDENTIAL,
    });
  });

  it('counts an empty variable as missing', () => {
    expect(problemsOf({ ...least, AZURE_CLIENT_SECRET: '' })).toEqual({ AZURE_CLIENT_SECRET: NO_CREDENTIAL });
  });

  it('never shows a value', () => {
    const secret = 'Pa55-w0rd-in-the-wrong-place';
    const names = Object.keys(settingsSchema.shape);
    const problems = JSON.stringify(problemsOf(Object.fromEntries(names.map((name) => [name, secret]))));
    expect(problems).toContain('AZURE_TENANT_ID');
    expect(problems).not.toContain(secret);
  });

  it.each([
    ['AZURE_TENANT_ID', 'common'],
    ['AZURE_TENANT_ID', 'a/b.example'],
    ['AZURE_CLIENT_ID', 'behalf'],
    ['AZURE_AUTHORITY_HOST', 'http://login.example'],
    ['AZURE_AUTHORITY_HOST', 'https://login.microsoftonline.com/tenant'],
    ['PORT', '70000'],
    ['PORT', '-1'],
    ['PORT', '3000.5'],
    ['PUBLIC_URLS', 'api.contoso.example'],
    ['PUBLIC_URLS', ','],
    ['PUBLIC_URLS', 'https://user:secret@api.contoso.example'],
    ['GRAPH_ALLOW', 'GET /v2.0/me'],
    ['GRAPH_ALLOW', 'OPTIONS /v1.0/me'],
    ['GRAPH_ALLOW', '/v1.0/me'],
    ['GRAPH_BASE_URL', 'ftp://graph.example'],
    ['CORS_ORIGINS', '*'],
    ['CORS_ORIGINS', 'https://app.contoso.example/path'],
    ['NOTIFICATION_ORIGINS', 'https://hooks.contoso.example/graph'],
    ['ALLOWED_REDIRECT_URIS', 'javascript:alert(1)'],
    ['TOKEN_CACHE_MAX_BYTES', '0'],
    ['DOCS', 'maybe'],
    ['LOG_LEVEL', 'loud'],
    ['REDIS_URL', 'redis:foo'],
    ['REDIS_URL', 'redis://:p%zz@cache.example'],
    ['REDIS_URL', 'redis://p%zz:x@cache.example'],
    ['REDIS_URL', 'redis://cache.example/zero'],
    ['REDIS_URL', 'http://cache.example'],
    ['GRAPH_ALLOW', 'GET /v1.0/x?a=b'],
    ['GRAPH_ALLOW', 'GET /v1.0//x'],
    ['GRAPH_ALLOW', 'GET /v1.0/../beta/x'],
    ['GRAPH_ALLOW', 'GET /v1.0/%2e%2e/beta/x'],
    ['GRAPH_ALLOW', 'GET /v1.0/x#y'],
    ['GRAPH_ALLOW', 'GET /v1.0/%zz'],
    ['GRAPH_ALLOW', 'GET /v1.0/users/*'],
    ['CORS_ORIGINS', 'https://*.example.com'],
    ['CORS_ORIGINS', 'https://:secret@app.example.com'],
  ])('refuses %s=%s', (name, value) => {
    expect(Object.keys(problemsOf({ ...least, [name]: value }))).toEqual([name]);
  });

  it.each([' ', '\t', '0x1F90', '1e3', '+5', '-1', '1.5', 'Infinity', '5 requests', '9'.repeat(400)])(
    'takes %j for no number',
    (value) => {
      const names = [
        'PORT',
        'METRICS_PORT',
        'TOKEN_CACHE_MAX_BYTES',
        'TOKEN_CACHE_MAX_ENTRIES',
        'SESSION_IDLE_SECONDS',
        'SESSION_MAX_SECONDS',
        'RATE_LIMIT_PER_MINUTE',
        'RATE_LIMIT_ANONYMOUS_PER_MINUTE',
        'SHUTDOWN_DELAY_SECONDS',
        'SHUTDOWN_GRACE_SECONDS',
      ];
      const all = Object.fromEntries(names.map((name) => [name, value]));
      expect(Object.keys(problemsOf({ ...least, ...all })).toSorted()).toEqual(names.toSorted());
    },
  );

  it.each([
    ['SHUTDOWN_DELAY_SECONDS', 0, 86_400],
    ['SHUTDOWN_GRACE_SECONDS', 0, 86_400],
    ['SESSION_IDLE_SECONDS', 1, 34_560_000],
    ['SESSION_MAX_SECONDS', 1, 34_560_000],
    ['TOKEN_CACHE_MAX_BYTES', 1, 2 ** 40],
    ['TOKEN_CACHE_MAX_ENTRIES', 1, 10_000_000],
    ['RATE_LIMIT_PER_MINUTE', 0, 1_000_000_000],
    ['RATE_LIMIT_ANONYMOUS_PER_MINUTE', 0, 1_000_000_000],
  ])('takes %s from %i to %i', (name, fewest, most) => {
    for (const value of [fewest, most]) expect(problemsOf({ ...least, [name]: String(value) })).toEqual({});
    for (const value of [fewest - 1, most + 1])
      expect(Object.keys(problemsOf({ ...least, [name]: String(value) }))).toEqual([name]);
  });

  it.each(['API_AUDIENCES', 'ALLOWED_TENANTS', 'ALLOWED_CLIENTS', 'PUBLIC_URLS', 'GRAPH_SCOPES', 'CORS_ORIGINS'])(
    'takes no %s that is set and names nothing',
    (name) => {
      for (const value of [',', ' ', ' , ,'])
        expect(problemsOf({ ...least, [name]: value })).toEqual({ [name]: 'must name at least one, or be left out' });
    },
  );

  it('says what is wrong with an operation or an address', () => {
    const reasons = problemsOf({
      ...least,
      GRAPH_ALLOW: 'GET /v1.0/x?a=b',
      REDIS_URL: 'redis://:p%zz@cache.example',
    });
    expect(reasons).toEqual({
      GRAPH_ALLOW: 'must be without a query: requests may have any',
      REDIS_URL: 'must have user and password percent-encoded: % is %25',
    });
  });

  it.each([
    'redis://cache.example',
    'rediss://user:p%25zz@cache.example:6380/2',
    'redis://:p%40ss@[::1]:6379/',
    'redis://localhost?family=6',
  ])('takes the Redis at %s', (url) => {
    expect(
      loadConfig({ ...least, REDIS_URL: url, TOKEN_CACHE_KEYS: Buffer.alloc(32).toString('base64') }).redis?.url,
    ).toBe(url);
  });

  it.each([
    'GET /v1.0/me/drive/root:/{x}:/content',
    "GET /v1.0/me/drive/root/search(q='{x}')",
    "GET /beta/users('{x}')/calendarView/delta()",
    'POST /beta/$batch',
    'GET /v1.0/me/photo/$value',
    'GET /v1.0/sites/{x}/lists/Shared%20Documents',
  ])('takes the operation %s', (operation) => {
    expect(loadConfig({ ...least, GRAPH_ALLOW: operation }).graph.allow).toEqual([operation]);
  });

  it.each([
    [
      'the Graph of another cloud',
      { AZURE_AUTHORITY_HOST: 'https://login.microsoftonline.us', GRAPH_BASE_URL: 'https://graph.microsoft.com' },
    ],
    ['a foreign Graph for a Microsoft cloud', { GRAPH_BASE_URL: 'https://graph.example' }],
    [
      'a Microsoft Graph for a foreign authority',
      { AZURE_AUTHORITY_HOST: 'https://login.example', GRAPH_BASE_URL: 'https://graph.microsoft.com' },
    ],
    ['no Graph for a foreign authority', { AZURE_AUTHORITY_HOST: 'https://login.example' }],
  ])('refuses %s', (_kind, environment) => {
    expect(Object.keys(problemsOf({ ...least, ...environment }))).toEqual(['GRAPH_BASE_URL']);
  });
});

describe('in production', () => {
  it('switches the docs off unless asked', () => {
    expect(loadConfig(production).docs.enabled).toBe(false);
    expect(loadConfig({ ...production, DOCS: 'on' }).docs.enabled).toBe(true);
  });

  it('requires PUBLIC_URLS', () => {
    expect(problemsOf({ ...least, NODE_ENV: 'production' })).toEqual({ PUBLIC_URLS: 'is required in production' });
    expect(Object.keys(problemsOf({ NODE_ENV: 'production', REDIS_URL: 'nonsense' }))).toEqual(
      expect.arrayContaining(['AZURE_TENANT_ID', 'AZURE_CLIENT_SECRET', 'PUBLIC_URLS', 'REDIS_URL']),
    );
  });

  it.each([
    ['PUBLIC_URLS', 'http://api.contoso.example', 'must be https in production'],
    ['PUBLIC_URLS', 'https://localhost:3443', 'must not be a loopback address in production'],
    ['PUBLIC_URLS', 'https://127.0.0.1', 'must not be a loopback address in production'],
    ['PUBLIC_URLS', 'https://[::1]:8443', 'must not be a loopback address in production'],
    ['BROWSER_AUTHORITY_HOST', 'http://login.contoso.example', 'must be https in production'],
    ['BROWSER_AUTHORITY_HOST', 'https://localhost:3444', 'must not be a loopback address in production'],
    ['NOTIFICATION_ORIGINS', 'http://hooks.contoso.example', 'must be https in production'],
  ])('refuses %s=%s', (name, value, reason) => {
    expect(problemsOf({ ...production, [name]: value })).toEqual({ [name]: reason });
  });

  it('refuses a loopback authority with its Graph', () => {
    const environment = {
      ...production,
      AZURE_AUTHORITY_HOST: 'https://localhost:3444',
      GRAPH_BASE_URL: 'http://localhost:3001',
    };
    expect(problemsOf(environment)).toEqual({
      AZURE_AUTHORITY_HOST: 'must not be a loopback address in production',
      GRAPH_BASE_URL: 'must be https in production',
    });
  });
});
