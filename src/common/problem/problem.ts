import type { ProblemCode, Remedy } from './problem-codes.js';
import { problemKind } from './problem-codes.js';

/** What a `WWW-Authenticate: Bearer` challenge says beside realm and metadata address (RFC 6750 section 3, RFC 9470). */
export interface Challenge {
  /** Absent where no credentials were sent at all (RFC 6750 section 3.1). */
  readonly error?: 'invalid_request' | 'invalid_token' | 'insufficient_scope' | 'insufficient_claims';
  /** A fixed text; never anything a caller or Entra sent. */
  readonly description?: string;
  readonly scope?: string;
  /** The claims request, JSON text; goes out in base64. */
  readonly claims?: string;
  readonly authorizationUri?: string;
}

/** The members a problem may carry beside those its code decides. */
export interface ProblemMembers {
  /** A fixed text, more exact than the code's own. */
  readonly detail?: string;
  readonly remedy?: Remedy;
  readonly consentUri?: string;
  readonly adminConsentUri?: string;
  /** A claims request, JSON text. */
  readonly claims?: string;
  /** Graph scopes that are missing. */
  readonly scopes?: readonly string[];
  /** Seconds; also sent as `Retry-After`. */
  readonly retryAfter?: number;
}

export interface ProblemOptions extends ProblemMembers {
  readonly challenge?: Challenge;
  /** Methods a path takes, for the `Allow` header of 405. */
  readonly allow?: readonly string[];
  /** Ends the connection after the answer: what is left of the request is not worth reading. */
  readonly closeConnection?: boolean;
  /** Fixed words for the log, more exact than a caller may know. */
  readonly reason?: string;
  readonly cause?: unknown;
}

/** A failure with a stable code; one table decides its status, title and remedy. Its message is for logs only. */
export class Problem extends Error {
  override readonly name: string = 'Problem';
  readonly status: number;

  constructor(
    readonly code: ProblemCode,
    readonly options: ProblemOptions = {},
  ) {
    super(options.detail ?? problemKind(code).detail, { cause: options.cause });
    this.status = problemKind(code).status;
  }
}
