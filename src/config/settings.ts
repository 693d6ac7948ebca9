import { z } from 'zod';
import { readNetwork } from '../common/http/networks.js';
import { hasOneMeaning } from '../common/http/raw-path.js';
import { readProxy } from '../common/outbound/proxy.js';

/** A list that is set names something: an empty one would open or close what nobody meant to. */
const commaList = z.string().transform((text, context) => {
  const parts = text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  if (parts.length === 0) context.addIssue({ code: 'custom', message: 'must name at least one, or be left out' });
  return parts;
});
const origin = z.string().transform((text, context) => {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (
    url === null ||
    !/^https?:$/.test(url.protocol) ||
    url.pathname !== '/' ||
    url.search !== '' ||
    url.hash !== '' ||
    url.username !== '' ||
    url.password !== '' ||
    // No browser or server names itself like that, so it would match nothing.
    url.hostname.includes('*')
  ) {
    context.addIssue({ code: 'custom', message: 'must be an origin such as https://api.example.com' });
    return z.NEVER;
  }
  return url.origin;
});
const originList = commaList.pipe(z.array(origin));
const onOff = z
  .enum(['on', 'off', 'true', 'false', '1', '0'], 'must be on or off')
  .transform((text) => text === 'on' || text === 'true' || text === '1');
/** Digits alone: `Number` reads blanks as 0, and takes 0x1F90 and 1e3. */
const wholeNumber = (least: number, most: number, reason = `must be a whole number from ${least} to ${most}`) =>
  z
    .string()
    .regex(/^\d{1,15}$/, reason)
    .transform(Number)
    .refine((value) => value >= least && value <= most, reason);
const port = wholeNumber(0, 65_535, 'must be a port number');
/** More than any machine has. */
const MOST_BYTES = 2 ** 40;
/** Below what a Map of Node.js takes, 2^24. */
const MOST_ENTRIES = 10_000_000;
/** 400 days, the longest that browsers keep a cookie (RFC 6265bis section 5.5). */
const LONGEST_SESSION = 34_560_000;
/** A day; Node.js fires a timer of more than 24 days at once. */
const LONGEST_SHUTDOWN = 86_400;
/** Beyond any service's traffic, and within what a RateLimit header can say (RFC 9651 section 3.3.1). */
const MOST_REQUESTS = 1_000_000_000;
const network = z
  .string()
  .refine((text) => readNetwork(text) !== undefined, 'must be addresses and networks such as 10.0.0.0/8');
const httpUrl = z.url({ protocol: /^https?$/, error: 'must be an http or https address' });
const proxy = z.string().transform((text, context) => {
  const read = readProxy(text);
  if (read !== undefined) return read;
  context.addIssue({ code: 'custom', message: 'must be the address of an http or https proxy' });
  return z.NEVER;
});
const redisUrl = z.string().transform((text, context) => {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url !== null && /^rediss?:$/.test(url.protocol) && url.hostname !== '') {
    if (!/^(?:\/\d{0,9})?$/.test(url.pathname))
      context.addIssue('must have the number of a database as its path, or none');
    if (!isDecodable(url.username) || !isDecodable(url.password))
      context.addIssue('must have user and password percent-encoded: % is %25');
    return url.href;
  }
  context.addIssue('must be the address of a Redis, such as redis://cache.example:6379');
  return z.NEVER;
});
const headerValue = z.string().regex(/^[!-~]+$/, 'must be a header value');
const guid = z.guid('must be a GUID').transform((text) => text.toLowerCase());
const guidList = commaList.pipe(z.array(guid));
const missing = 'is required';
const tenant = z
  .string(missing)
  .regex(
    /^(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?:[a-z0-9-]+\.)+[a-z0-9-]+|common|organizations|consumers)$/i,
    'must be the GUID or a domain of a tenant, or common, organizations or consumers',
  )
  .transform((text) => text.toLowerCase());
/** https://learn.microsoft.com/graph/permissions-reference: a resource address and a scope's name, or the name alone. */
const scopeList = commaList.pipe(z.array(z.string().regex(/^[!#-[\]-~]+$/, 'must be scopes')));
const operation = z.string().superRefine((text, context) => {
  const message = problemOfOperation(text);
  if (message !== undefined) context.addIssue({ code: 'custom', message });
});

/** What is wrong with an entry of GRAPH_ALLOW: no request, or none that somebody means, would match it. */
function problemOfOperation(text: string): string | undefined {
  if (!/^(?:GET|POST|PUT|PATCH|DELETE) \/(?:v1\.0|beta)\/[!-~]+$/.test(text)) return 'must be METHOD /v1.0/path/{x}';
  const path = text.slice(text.indexOf('/'));
  if (path.includes('?')) return 'must be without a query: requests may have any';
  if (path.includes('*')) return 'must be without *: {x} stands for one segment';
  return path.includes('//') || !hasOneMeaning(path)
    ? 'must have no empty or dot segments, no backslash, no # and only well-formed percent-encoding'
    : undefined;
}

const accountName = z.string().regex(/^[!-~]{1,320}$/, 'must be the name of an account, such as user@example.com');

const sealingKey = z
  .string()
  .refine(
    (text) => Buffer.from(text, 'base64').length === 32 && /^[\w+/-]+=?$/.test(text),
    'must be base64 of 32 bytes each',
  );

/**
 * The settings, by environment variable. What a field says is wrong is shown at start beside its name; a value never
 * is. Every setting here stands in `.env.example` as well, a test compares the two.
 */
export const settingsSchema = z.object({
  NODE_ENV: z.string().optional(),
  PORT: port.default(3000),
  HOST: z.string().default('localhost'),
  PUBLIC_URLS: originList.pipe(z.tuple([z.string()], z.string())).optional(),
  AZURE_TENANT_ID: tenant,
  AZURE_CLIENT_ID: z.string(missing).pipe(guid),
  AZURE_FEDERATED_TOKEN_FILE: z.string().optional(),
  AZURE_CLIENT_CERTIFICATE_PATH: z.string().optional(),
  AZURE_CLIENT_CERTIFICATE_PASSWORD: z.string().optional(),
  AZURE_CLIENT_SEND_CERTIFICATE_CHAIN: onOff.default(false),
  AZURE_MANAGED_IDENTITY_CLIENT_ID: guid.optional(),
  IDENTITY_ENDPOINT: httpUrl.optional(),
  IDENTITY_HEADER: headerValue.optional(),
  AZURE_POD_IDENTITY_AUTHORITY_HOST: origin.optional(),
  AZURE_CLIENT_SECRET: z.string().optional(),
  AZURE_AUTHORITY_HOST: origin
    .refine((text) => text.startsWith('https:'), 'must be https')
    .default('https://login.microsoftonline.com'),
  AZURE_B2C_POLICY: z
    .string()
    .regex(/^[\w-]{1,256}$/, 'must be the name of a user flow or custom policy')
    .optional(),
  BROWSER_AUTHORITY_HOST: origin.optional(),
  ALLOWED_TENANTS: guidList.default([]),
  ALLOWED_CLIENTS: guidList.default([]),
  ALLOW_GUESTS: onOff.default(true),
  API_AUDIENCES: commaList.optional(),
  API_SCOPE: z
    .string()
    .regex(/^[!#-[\]-~]+$/, 'must be one scope')
    .default('access_as_user'),
  GRAPH_BASE_URL: origin.optional(),
  GRAPH_SCOPES: scopeList.optional(),
  GRAPH_ALLOW: commaList.pipe(z.array(operation)).default([]),
  NOTIFICATION_ORIGINS: originList.default([]),
  ALLOWED_REDIRECT_URIS: commaList.pipe(z.array(httpUrl)).default([]),
  CORS_ORIGINS: originList.default([]),
  REDIS_URL: redisUrl.optional(),
  TOKEN_CACHE_KEYS: commaList.pipe(z.array(sealingKey)).optional(),
  TOKEN_CACHE_MAX_BYTES: wholeNumber(1, MOST_BYTES).default(256 * 1024 * 1024),
  TOKEN_CACHE_MAX_ENTRIES: wholeNumber(1, MOST_ENTRIES).default(100_000),
  SESSION: onOff.default(false),
  SESSION_CLIENT_ID: guid.optional(),
  SESSION_CLIENT_SECRET: z.string().optional(),
  SESSION_IDLE_SECONDS: wholeNumber(1, LONGEST_SESSION).default(3600),
  SESSION_MAX_SECONDS: wholeNumber(1, LONGEST_SESSION).default(43_200),
  DOCS: onOff.optional(),
  DOCS_CLIENT_ID: guid.optional(),
  DEMO: onOff.default(false),
  DEMO_CONSENT_USER: accountName.optional(),
  DEMO_MFA_USER: accountName.optional(),
  DEMO_ACCOUNT_PAGE: httpUrl.optional(),
  OTEL_SDK_DISABLED: z
    .string()
    .transform((text) => text.toLowerCase() === 'true')
    .default(false),
  OTEL_TRACES_EXPORTER: z.string().optional(),
  OTEL_EXPORTER_OTLP_ENDPOINT: httpUrl.optional(),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: httpUrl.optional(),
  OTEL_EXPORTER_OTLP_PROTOCOL: z.string().default('http/protobuf'),
  OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: z.string().optional(),
  OTEL_SERVICE_NAME: z.string().optional(),
  METRICS_PORT: port.optional(),
  METRICS_HOST: z.string().default('localhost'),
  RATE_LIMIT_PER_MINUTE: wholeNumber(0, MOST_REQUESTS).default(600),
  RATE_LIMIT_ANONYMOUS_PER_MINUTE: wholeNumber(0, MOST_REQUESTS).default(60),
  TRUSTED_PROXIES: commaList.pipe(z.array(network)).default([]),
  EXTRA_CA_FILE: z.string().optional(),
  HTTPS_PROXY: proxy.optional(),
  NO_PROXY: z.string().optional(),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace'], 'must be fatal, error, warn, info, debug or trace')
    .default('info'),
  SHUTDOWN_DELAY_SECONDS: wholeNumber(0, LONGEST_SHUTDOWN).default(10),
  SHUTDOWN_GRACE_SECONDS: wholeNumber(0, LONGEST_SHUTDOWN).default(30),
});

export type Settings = z.infer<typeof settingsSchema>;

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
