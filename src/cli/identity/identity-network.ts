import type { INetworkModule, NetworkRequestOptions, NetworkResponse } from '@azure/msal-node';
import type { Dispatcher } from 'undici';
import { request } from 'undici';
import { z } from 'zod';
import { FetchJsonError, readBounded } from '../../common/outbound/fetch-json.js';
import type { Trace } from '../calls/trace.js';
import { CliError } from '../cli.errors.js';
import { unreachable } from '../unreachable.js';

const MAX_BYTES = 1024 * 1024;
const TIMEOUT_MS = 30_000;

/** What Entra says when it refuses: https://learn.microsoft.com/entra/identity-platform/reference-error-codes */
const refusal = z.object({
  error: z.string(),
  error_description: z.string().optional(),
  error_codes: z.array(z.number()).default([]),
  suberror: z.string().optional(),
  claims: z.string().optional(),
  correlation_id: z.string().optional(),
  trace_id: z.string().optional(),
  timestamp: z.string().optional(),
});
export type Refusal = z.infer<typeof refusal>;

/**
 * MSAL's way to the network: no redirect is followed (there are secrets in the body), bounded in time and bytes. Keeps
 * what Entra last refused with, because MSAL's errors drop most of it. Rejects with CliError where nobody answers.
 */
export class IdentityNetwork implements INetworkModule {
  lastRefusal: Refusal | undefined;
  /** Why there was no answer that could be used, where the last request had none. */
  lastFailure: CliError | undefined;

  constructor(
    private readonly dispatcher: Dispatcher,
    private readonly trace: Trace,
  ) {}

  sendGetRequestAsync<T>(url: string, options?: NetworkRequestOptions): Promise<NetworkResponse<T>>;
  sendGetRequestAsync(url: string, options?: NetworkRequestOptions): Promise<NetworkResponse<unknown>> {
    return this.send('GET', url, options);
  }

  sendPostRequestAsync<T>(url: string, options?: NetworkRequestOptions): Promise<NetworkResponse<T>>;
  sendPostRequestAsync(url: string, options?: NetworkRequestOptions): Promise<NetworkResponse<unknown>> {
    return this.send('POST', url, options);
  }

  private async send(
    method: 'GET' | 'POST',
    url: string,
    { headers = {}, body }: NetworkRequestOptions = {},
  ): Promise<NetworkResponse<unknown>> {
    const startedAt = Date.now();
    this.lastFailure = undefined;
    this.trace.sent(method, url);
    try {
      const answer = await request(url, {
        dispatcher: this.dispatcher,
        method,
        signal: AbortSignal.timeout(TIMEOUT_MS),
        headers: { ...headers, accept: 'application/json' },
        ...(method === 'POST' && { body: body ?? '' }),
      });
      const content = parsed(await readBounded(answer.body, MAX_BYTES), answer.statusCode, url);
      this.lastRefusal = refusalIn(content);
      this.trace.received(answer.statusCode, startedAt);
      return { status: answer.statusCode, headers: {}, body: content };
    } catch (error) {
      this.lastFailure = failure(url, error);
      throw this.lastFailure;
    }
  }
}

/** A code nobody has typed yet (RFC 8628 section 3.5) is not refused. */
function refusalIn(content: unknown): Refusal | undefined {
  const { data } = refusal.safeParse(content);
  return data?.error === 'authorization_pending' ? undefined : data;
}

function failure(url: string, error: unknown): CliError {
  if (error instanceof CliError) return error;
  return error instanceof FetchJsonError ? nonsense(url) : unreachable(new URL(url).origin, error);
}

function parsed(text: string, status: number, url: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value;
  } catch {
    // Told below.
  }
  throw status >= 500
    ? new CliError('identity_unavailable', `${new URL(url).origin} answers ${status}.`, { remedy: 'Try again later.' })
    : nonsense(url);
}

function nonsense(url: string): CliError {
  return new CliError('identity_bad_response', `${new URL(url).origin} gives an answer that makes no sense.`, {
    remedy: 'Correct --authority; where it is right, a proxy on the way changes what comes back.',
  });
}
