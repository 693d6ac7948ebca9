import { graphPathHeaders, isGraphPath } from '../http/graph-path.js';
import type { Challenge, Problem } from './problem.js';
import { problemKind } from './problem-codes.js';

/** What of a request decides how a problem is told. */
export interface ProblemContext {
  readonly correlationId: string;
  /** Origin the request was addressed to, out of PUBLIC_URLS. */
  readonly publicUrl: string;
  /** Path and query as received. */
  readonly path: string;
  readonly accept: string | undefined;
  /** Whether the request came from a front end of CORS_ORIGINS. */
  readonly fromListedOrigin: boolean;
  /** Where to sign in for a cookie; absent where the request came with a token of its own. */
  readonly browserSignIn?: BrowserSignIn | undefined;
  readonly clientRequestId: string | undefined;
  /** ISO time of the answer. */
  readonly date: string;
}

/** The sign-in of this API for browsers that hold no token. */
export interface BrowserSignIn {
  /** In full. */
  readonly address: string;
  /** Where it leads back to: a front end may put a place of its own there. */
  readonly returnTo: string;
}

export interface ProblemAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * A problem as its answer: RFC 9457 everywhere; under /v1.0 and /beta the same object with Graph's `error` envelope
 * beside it, because Graph clients read nothing else.
 */
export function problemAnswer(problem: Problem, context: ProblemContext): ProblemAnswer {
  const { options } = problem;
  const asGraph = isGraphPath(context.path);
  const body = asGraph
    ? { ...graphEnvelope(problem, context), ...members(problem, context) }
    : members(problem, context);
  const asProblem = !asGraph || (context.accept?.includes('application/problem+json') ?? false);
  return {
    status: problem.status,
    headers: {
      ...(asGraph && graphPathHeaders(context.fromListedOrigin)),
      'content-type': asProblem ? 'application/problem+json' : 'application/json',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'request-id': context.correlationId,
      ...(options.challenge !== undefined && {
        'www-authenticate': challengeHeader(options.challenge, context),
      }),
      ...(options.retryAfter !== undefined && { 'retry-after': String(options.retryAfter) }),
      ...(options.allow !== undefined && { allow: options.allow.join(', ') }),
      ...(options.closeConnection === true && { connection: 'close' }),
    },
    body: JSON.stringify(body),
  };
}

function members(problem: Problem, { correlationId }: ProblemContext): Record<string, unknown> {
  const { code, options } = problem;
  const { status, title, detail, remedy } = problemKind(code);
  const { consentUri, adminConsentUri, claims, scopes, retryAfter } = options;
  return {
    type: `urn:behalf:problem:${code}`,
    title,
    status,
    detail: options.detail ?? detail,
    instance: `urn:uuid:${correlationId}`,
    code,
    correlationId,
    ...withoutUndefined<unknown>({
      remedy: options.remedy ?? remedy,
      consentUri,
      adminConsentUri,
      claims,
      scopes,
      retryAfter,
    }),
  };
}

/** https://learn.microsoft.com/graph/errors */
function graphEnvelope(problem: Problem, context: ProblemContext): Record<string, unknown> {
  return {
    error: {
      code: problem.code,
      message: problem.options.detail ?? problemKind(problem.code).detail,
      innerError: {
        date: context.date,
        'request-id': context.correlationId,
        'client-request-id': context.clientRequestId ?? context.correlationId,
      },
    },
  };
}

/** RFC 6750 section 3; `resource_metadata` is RFC 9728 section 5.1, `claims` Microsoft's claims challenge. */
function challengeHeader(challenge: Challenge, { publicUrl, browserSignIn }: ProblemContext): string {
  const { error, description, scope, claims } = challenge;
  const parameters = withoutUndefined({
    realm: 'behalf',
    error,
    error_description: description,
    scope,
    claims: claims === undefined ? undefined : Buffer.from(claims).toString('base64'),
    authorization_uri: authorizationUri(challenge, browserSignIn),
    resource_metadata: `${publicUrl}/.well-known/oauth-protected-resource`,
  });
  return `Bearer ${Object.entries(parameters)
    .map(([name, value]) => `${name}="${value}"`)
    .join(', ')}`;
}

/** Where claims are satisfied: a browser that holds no token is helped by the one link that ends in a new session. */
function authorizationUri(challenge: Challenge, browserSignIn: BrowserSignIn | undefined): string | undefined {
  if (challenge.claims === undefined || browserSignIn === undefined) return challenge.authorizationUri;
  const query = new URLSearchParams({ claims: challenge.claims, return_to: browserSignIn.returnTo });
  return `${browserSignIn.address}?${query.toString()}`;
}

function withoutUndefined<T>(object: Readonly<Record<string, T | undefined>>): Record<string, T> {
  const kept: Record<string, T> = {};
  for (const [name, value] of Object.entries(object)) if (value !== undefined) kept[name] = value;
  return kept;
}
