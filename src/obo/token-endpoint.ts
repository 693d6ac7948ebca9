import type { INetworkModule, NetworkRequestOptions, NetworkResponse } from '@azure/msal-node';
import type { Dispatcher } from 'undici';
import { request } from 'undici';
import { retryAfterMs } from '../common/http/retry-after.js';
import { plainId } from '../common/http/request-record.js';
import { FetchJsonError, readBounded } from '../common/outbound/fetch-json.js';
import { Problem } from '../common/problem/problem.js';
import type { Span } from '../common/trace/span.js';
import { NO_SPAN, traceHeadersOf } from '../common/trace/span.js';
import { identityBadResponse, identityUnavailable } from './obo.errors.js';

/** Far more than any token answer weighs. */
const MAX_BYTES = 256 * 1024;

/** What the token endpoint answered, in the form the engine's own errors lose. */
export interface TokenResponse {
  readonly status: number;
  /** Seconds, where Entra asked to wait. */
  readonly retryAfter: number | undefined;
  readonly isJson: boolean;
  /** Entra's name for its answer; for its support. */
  readonly requestId?: string | undefined;
  /** Parsed; an empty object where it was not JSON. */
  readonly body: unknown;
}

/**
 * MSAL's way to the network for one exchange: through our dispatcher, no redirect followed (the secret is in the body),
 * bounded in time and bytes. Keeps what came back, because MSAL's errors drop status, headers and cause.
 */
export class TokenEndpoint implements INetworkModule {
  response: TokenResponse | undefined;
  failure: unknown;

  constructor(
    private readonly dispatcher: Dispatcher,
    private readonly timeoutMs: number,
    private readonly span: Span = NO_SPAN,
  ) {}

  /** Everything MSAL could ask for is given to it in its configuration. */
  sendGetRequestAsync<T>(): Promise<NetworkResponse<T>> {
    return Promise.reject(new Error('an exchange needs no GET'));
  }

  async sendPostRequestAsync<T>(url: string, options?: NetworkRequestOptions): Promise<NetworkResponse<T>>;
  async sendPostRequestAsync(url: string, options: NetworkRequestOptions = {}): Promise<NetworkResponse<unknown>> {
    try {
      const answer = await request(url, {
        dispatcher: this.dispatcher,
        method: 'POST',
        signal: AbortSignal.timeout(this.timeoutMs),
        headers: { ...options.headers, ...traceHeadersOf(this.span), accept: 'application/json' },
        body: options.body ?? '',
      });
      const text = await readBounded(answer.body, MAX_BYTES);
      const body = parsedObject(text);
      this.response = {
        status: answer.statusCode,
        retryAfter: secondsOf(retryAfterMs(answer.headers['retry-after'], Date.now())),
        isJson: body !== undefined,
        requestId: plainId(answer.headers['x-ms-request-id']),
        body: body ?? {},
      };
      return { status: answer.statusCode, headers: {}, body: this.response.body };
    } catch (error) {
      this.failure = error;
      throw error;
    }
  }
}

function parsedObject(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Why an endpoint has no response: too long a one makes no sense, no request at all is a fault of ours (the engine's own
 * failure says which), the rest is an outage.
 */
export function unanswered({ failure }: TokenEndpoint, engineFailure: unknown): Problem {
  if (failure === undefined) return new Problem('internal_error', { cause: engineFailure });
  return failure instanceof FetchJsonError && failure.kind === 'bad_response'
    ? identityBadResponse(failure)
    : identityUnavailable(undefined, failure);
}

function secondsOf(ms: number | undefined): number | undefined {
  return ms === undefined ? undefined : ms / 1_000;
}
