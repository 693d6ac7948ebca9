/** What a caller can do about a problem; machines decide by it. */
export type Remedy = 'sign_in' | 'consent' | 'step_up' | 'retry' | 'contact_admin' | 'fix_configuration';

interface ProblemKind {
  readonly status: number;
  readonly title: string;
  /** Fixed text for the `detail` member; a problem may carry a more exact one. */
  readonly detail: string;
  readonly remedy?: Remedy;
}

/**
 * The closed list of problem codes: each with its status, title, text and remedy. Nothing else decides what a caller
 * sees of a failure.
 */
export const PROBLEM_KINDS = {
  missing_token: kind(
    401,
    'Authentication required',
    'Send an access token for this API: Authorization: Bearer <token>.',
    'sign_in',
  ),
  invalid_request: kind(
    400,
    'Malformed request',
    'The request must carry exactly one Authorization header of the form Bearer <token>.',
  ),
  invalid_token: kind(
    401,
    'Invalid token',
    'The access token is invalid, expired, or not for this API. Sign in again.',
    'sign_in',
  ),
  insufficient_scope: kind(
    403,
    'Insufficient scope',
    'The access token lacks the scope that every call to this API needs.',
    'sign_in',
  ),
  insufficient_role: kind(
    403,
    'Insufficient role',
    'The access token lacks the application role that this path needs.',
    'contact_admin',
  ),
  user_token_required: kind(
    403,
    'User token required',
    'This API acts on behalf of a user; an application-only token has none.',
    'sign_in',
  ),
  client_not_allowed: kind(
    403,
    'Application not allowed',
    'The calling application may not use this API.',
    'contact_admin',
  ),
  tenant_not_allowed: kind(403, 'Tenant not allowed', 'Accounts of this tenant may not use this API.', 'contact_admin'),
  guest_not_allowed: kind(403, 'Guests not allowed', 'Guest accounts may not use this API.', 'contact_admin'),
  account_type_not_allowed: kind(
    403,
    'Account type not allowed',
    'This operation is not available for this type of account.',
  ),
  insufficient_claims: kind(
    401,
    'Further sign-in required',
    'Microsoft Entra asks for a further sign-in step. Sign in again with the claims given.',
    'step_up',
  ),
  access_blocked: kind(
    403,
    'Access blocked',
    'Microsoft Entra blocks this account. An administrator can say why.',
    'contact_admin',
  ),
  consent_required: kind(
    403,
    'Consent required',
    'This operation needs permissions that have not been consented to.',
    'consent',
  ),
  identity_unavailable: kind(
    503,
    'Identity provider unavailable',
    'Microsoft Entra cannot be reached at the moment. Try again.',
    'retry',
  ),
  identity_bad_response: kind(
    502,
    'Bad answer from the identity provider',
    'Microsoft Entra gave an answer that makes no sense. Try again later.',
    'retry',
  ),
  misconfigured: kind(
    500,
    'Misconfigured',
    'This API is not set up correctly at Microsoft Entra. Its operators have been told.',
    'fix_configuration',
  ),
  session_unavailable: kind(
    503,
    'Session store unavailable',
    'The store that holds sessions and shared state cannot be reached at the moment. Try again.',
    'retry',
  ),
  csrf_refused: kind(
    403,
    'Cross-site request refused',
    'A session cookie counts for requests from pages of this API and of listed front ends only.',
  ),
  graph_unavailable: kind(
    502,
    'Microsoft Graph unavailable',
    'Microsoft Graph cannot be reached at the moment. Try again.',
    'retry',
  ),
  graph_bad_response: kind(
    502,
    'Bad answer from Microsoft Graph',
    'Microsoft Graph gave an answer that cannot be passed on.',
    'retry',
  ),
  graph_timeout: kind(504, 'Microsoft Graph timed out', 'Microsoft Graph did not answer in time.', 'retry'),
  invalid_path: kind(
    400,
    'Invalid path',
    'The path could mean more than one resource. Send it without dot segments, double or malformed encoding, backslashes or encoded slashes.',
  ),
  invalid_host: kind(
    400,
    'Invalid host',
    'The Host header does not name an address of this API. Its operators set PUBLIC_URLS.',
  ),
  invalid_body: kind(400, 'Invalid body', 'The body is not what this path takes.'),
  operation_not_allowed: kind(
    404,
    'Operation not allowed',
    'This Microsoft Graph operation is not open here. See /docs for those that are.',
  ),
  not_found: kind(404, 'Not found', 'There is nothing at this path.'),
  method_not_allowed: kind(405, 'Method not allowed', 'This path does not take this method.'),
  request_timeout: kind(408, 'Request timeout', 'The request did not arrive in time.'),
  body_too_large: kind(413, 'Body too large', 'The body is larger than this operation takes.'),
  uri_too_long: kind(414, 'URI too long', 'The request target is too long.'),
  unsupported_media_type: kind(415, 'Unsupported media type', 'This path takes application/json.'),
  rate_limited: kind(
    429,
    'Too many requests',
    'Wait as long as Retry-After says, then send the request again.',
    'retry',
  ),
  headers_too_large: kind(431, 'Headers too large', 'The headers are larger than this API takes.'),
  internal_error: kind(
    500,
    'Internal error',
    'Something went wrong here. It has been logged under the correlation id.',
  ),
  overloaded: kind(503, 'Overloaded', 'This API is at its limit at the moment. Try again.', 'retry'),
} as const satisfies Record<string, ProblemKind>;

export type ProblemCode = keyof typeof PROBLEM_KINDS;

/** The kind of a code, with the optional members visible. */
export function problemKind(code: ProblemCode): ProblemKind {
  return PROBLEM_KINDS[code];
}

function kind(status: number, title: string, detail: string, remedy?: Remedy): ProblemKind {
  return { status, title, detail, ...(remedy !== undefined && { remedy }) };
}
