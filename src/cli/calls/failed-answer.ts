import type { Dispatcher } from 'undici';
import { z } from 'zod';
import { readBounded } from '../../common/outbound/fetch-json.js';
import { CliError } from '../cli.errors.js';
import { duration } from '../terminal/moment.js';
import { harmless } from '../terminal/visible.js';

const MAX_BYTES = 1024 * 1024;

/** This API's problem, Graph's error, or both in one. */
const failedBody = z.looseObject({
  code: z.string().optional(),
  detail: z.string().optional(),
  remedy: z.string().optional(),
  claims: z.string().optional(),
  consentUri: z.url().optional(),
  adminConsentUri: z.url().optional(),
  scopes: z.array(z.string()).optional(),
  retryAfter: z.number().optional(),
  correlationId: z.string().optional(),
  error: z
    .looseObject({
      code: z.string().optional(),
      message: z.string().optional(),
      innerError: z.looseObject({ 'request-id': z.string().optional() }).optional(),
    })
    .optional(),
});

/** A refusal, in words, and what could be done about it before trying again. */
export interface FailedAnswer {
  readonly error: CliError;
  readonly status: number;
  /** What a new sign-in must show, JSON text. */
  readonly claims: string | undefined;
  readonly consentUri: string | undefined;
  readonly adminConsentUri: string | undefined;
}

/** By code, or by the word the API gives. */
const REMEDIES: Readonly<Record<string, string>> = {
  operation_not_allowed: 'The API’s /docs list what is open. Graph itself: --resource graph',
  user_token_required: 'Sign in as a user, in a profile of its own: behalf login --device --profile NAME',
  sign_in: 'Sign in again: behalf login --force',
  retry: 'Try again in a moment.',
  contact_admin: 'An administrator of the tenant can help.',
  fix_configuration: 'The API’s operators can help: npm run doctor',
};

/** Reads an answer that is none of success. */
export async function failedAnswer({
  statusCode: status,
  headers,
  body,
}: Dispatcher.ResponseData): Promise<FailedAnswer> {
  const said = failedBody.safeParse(parsed(await readBounded(body, MAX_BYTES).catch(() => ''))).data ?? {};
  const code = said.code ?? said.error?.code ?? `http_${status}`;
  const text = said.detail ?? (said.error?.message || undefined) ?? 'The server gives no reason.';
  const { claims = claimsIn(headers['www-authenticate']), consentUri, adminConsentUri, scopes, correlationId } = said;
  const wait = said.retryAfter ?? secondsIn(headers['retry-after']);
  const consentAt = consentUri ?? adminConsentUri;
  const remedy =
    wait !== undefined
      ? `Try again in ${duration(Math.ceil(wait))}.`
      : claims !== undefined
        ? `Sign in with what is asked for: behalf login --claims '${claims.replaceAll("'", String.raw`'\''`)}'`
        : consentAt !== undefined
          ? `Consent at ${consentAt}`
          : (REMEDIES[code] ?? REMEDIES[said.remedy ?? ''] ?? remedyOf(status));
  const requestId = correlationId ?? said.error?.innerError?.['request-id'];
  const details = { status, claims, consentUri, adminConsentUri, scopes, retryAfter: wait, requestId };
  const known = Object.fromEntries(Object.entries(details).filter(([, value]) => value !== undefined));
  const error = new CliError(harmless(code), `${harmless(text)} (${status} ${harmless(code)})`, {
    remedy,
    details: known,
  });
  return { error, status, claims, consentUri, adminConsentUri };
}

const REMEDY_BY_STATUS: Readonly<Record<number, string>> = {
  401: 'Sign in again: behalf login --force',
  403: 'The account or the application lacks the permission; behalf token shows what there is.',
  404: 'Correct the path, or the address of the API.',
};

function remedyOf(status: number): string {
  return REMEDY_BY_STATUS[status] ?? (status < 500 ? 'Correct the request; -v shows it.' : 'Try again in a moment.');
}

/** The claims of a challenge, which travel in base64: https://learn.microsoft.com/entra/identity-platform/claims-challenge */
function claimsIn(challenge: string | string[] | undefined): string | undefined {
  const base64 = /\bclaims="?([\w+/=-]+)"?/.exec([challenge ?? []].flat().join(','))?.[1];
  if (base64 === undefined) return undefined;
  const text = Buffer.from(base64, 'base64').toString('utf8');
  return parsed(text) === undefined ? undefined : text;
}

/** RFC 9110 section 10.2.3. */
function secondsIn(value: string | string[] | undefined): number | undefined {
  if (typeof value !== 'string') return undefined;
  if (/^\d{1,9}(?:\.\d+)?$/.test(value)) return Number(value);
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max((date - Date.now()) / 1000, 0);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
