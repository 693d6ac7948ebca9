import { z } from 'zod';
import { Problem } from '../common/problem/problem.js';
import { aadstsOutcome } from './aadsts.js';
import {
  ConsentMissing,
  identityBadResponse,
  identityUnavailable,
  insufficientClaims,
  sessionEnded,
} from './obo.errors.js';
import type { TokenResponse } from './token-endpoint.js';

/** Longest claims request passed on, in characters: it travels in a header. */
const MAX_CLAIMS_LENGTH = 4096;

/** What is not as it should be beside `error` is as good as absent: the rest of the answer still says what it says. */
const entraError = z.object({
  error: z.string(),
  error_description: z.string().catch(''),
  error_codes: z.array(z.unknown()).catch([]).transform(numbersIn),
  suberror: z.string().optional().catch(undefined),
  // Not absent: what cannot be read is another matter than nothing.
  claims: z
    .string()
    .nullish()
    .transform((text) => text ?? undefined)
    .catch(''),
});
type EntraError = z.infer<typeof entraError>;

/** Entra's refusal as it goes into logs: numbers and fixed words, none of its free text. */
export class EntraRefusal extends Error {
  override readonly name = 'EntraRefusal';

  constructor(
    readonly aadsts: readonly number[],
    readonly oauthError: string,
    options?: ErrorOptions,
  ) {
    super(`${oauthError.replaceAll(/\W/g, '')} ${aadsts.join(' ')}`, options);
  }
}

/**
 * The one translation from what the token endpoint answered to what the caller gets: design table "Answers that are not
 * Graph's". `authorizationUri` is where a browser satisfies a claims challenge; `atHome`: the exchange went to the tenant of
 * our own registration.
 */
export function exchangeProblem(
  response: TokenResponse,
  where: { readonly authorizationUri: string; readonly atHome: boolean },
  cause?: unknown,
): Problem {
  const { status, retryAfter } = response;
  const parsed = entraError.safeParse(response.body);
  if (!parsed.success) {
    const busy = status === 429 || status === 503 || status === 504 || (status >= 500 && response.isJson);
    return busy ? identityUnavailable(retryAfter, cause) : identityBadResponse(cause);
  }
  const numbers = aadstsNumbers(parsed.data);
  const refusal = new EntraRefusal(numbers, parsed.data.error, { cause });
  if (status === 429 || status >= 500) return identityUnavailable(retryAfter, refusal);
  return refusalProblem(parsed.data, numbers, { ...where, refusal, retryAfter });
}

interface RefusalContext {
  readonly refusal: EntraRefusal;
  readonly retryAfter: number | undefined;
  readonly authorizationUri: string;
  readonly atHome: boolean;
}

function refusalProblem(error: EntraError, numbers: readonly number[], context: RefusalContext): Problem {
  const { refusal: cause, retryAfter, authorizationUri, atHome } = context;
  const outcome = aadstsOutcome(numbers, atHome) ?? outcomeOfOAuth(error);
  const claims = outcome === 'access_blocked' || outcome === 'interaction' ? claimsRequest(error.claims) : undefined;
  if (claims !== undefined) return insufficientClaims(claims, authorizationUri, cause);
  switch (outcome) {
    case 'session_ended':
      return sessionEnded(cause);
    case 'client_not_allowed':
      return new Problem('client_not_allowed', { cause });
    case 'access_blocked':
      return new Problem('access_blocked', { cause });
    case 'interaction':
      // A further step is wanted, but what Entra says of it is missing or makes no sense: nothing a client could repeat.
      return error.claims === undefined ? new Problem('access_blocked', { cause }) : identityBadResponse(cause);
    case 'consent_missing':
      return new ConsentMissing('consent', cause);
    case 'admin_consent_missing':
      return new ConsentMissing('contact_admin', cause);
    case 'unavailable':
      return identityUnavailable(retryAfter, cause);
    case 'misconfigured':
      return new Problem('misconfigured', { cause });
    default:
      return identityBadResponse(cause);
  }
}

/** Numbers, and those that came as text. */
function numbersIn(codes: readonly unknown[]): number[] {
  return codes
    .map((code) => (typeof code === 'string' && /^\d{4,8}$/.test(code) ? Number(code) : code))
    .filter(isNumber);
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number';
}

/** For numbers nobody has listed yet: suberror, then OAuth's own error (RFC 6749 section 5.2). */
function outcomeOfOAuth({ error, suberror }: EntraError): ReturnType<typeof aadstsOutcome> {
  if (suberror === 'consent_required') return 'consent_missing';
  if (error === 'interaction_required') return 'interaction';
  if (error === 'temporarily_unavailable') return 'unavailable';
  if (error === 'invalid_grant') return 'session_ended';
  return /^(?:invalid_client|unauthorized_client|invalid_scope|invalid_resource|invalid_request|unsupported_grant_type)$/.test(
    error,
  )
    ? 'misconfigured'
    : undefined;
}

/** The number in the description first: it is more exact than the list (500131 beside 50013). */
function aadstsNumbers({ error_description: description, error_codes: codes }: EntraError): readonly number[] {
  const stated = /^AADSTS(\d{4,8})\b/.exec(description)?.[1];
  return [...new Set(stated === undefined ? codes : [Number(stated), ...codes])];
}

/** A claims request as compact JSON text; undefined when it is not one (OpenID Connect Core section 5.5). */
function claimsRequest(text: string | undefined): string | undefined {
  if (text === undefined || text.length > MAX_CLAIMS_LENGTH) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? JSON.stringify(value) : undefined;
  } catch {
    return undefined;
  }
}
