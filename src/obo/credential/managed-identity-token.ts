import type { Dispatcher } from 'undici';
import { request } from 'undici';
import { z } from 'zod';
import { readBounded } from '../../common/outbound/fetch-json.js';
import type { ManagedIdentityEndpoint } from '../../config/credential-settings.js';
import { CredentialError } from './credential.errors.js';

const MAX_BYTES = 64 * 1024;

/** Both endpoints answer so; times are numbers or numbers as text. */
const tokenAnswer = z.object({
  access_token: z.string().regex(/^[\w-]+\.[\w-]+\.[\w-]+$/),
  token_type: z
    .string()
    .regex(/^bearer$/i)
    .default('Bearer'),
  /** Seconds since the epoch. */
  expires_on: z.coerce.number().positive(),
});

export interface ManagedIdentityToken {
  readonly token: string;
  /** Milliseconds since the epoch. */
  readonly endsAt: number;
}

export interface ManagedIdentityRequest {
  readonly endpoint: ManagedIdentityEndpoint;
  readonly clientId: string;
  readonly resource: string;
  readonly timeoutMs: number;
}

/**
 * A token of a user-assigned managed identity: of App Service
 * (https://learn.microsoft.com/azure/app-service/overview-managed-identity#rest-endpoint-reference) or the instance
 * metadata service (https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/how-to-use-vm-token).
 * One request within its time, no redirect followed. Throws CredentialError.
 */
export async function managedIdentityToken(
  dispatcher: Dispatcher,
  wish: ManagedIdentityRequest,
): Promise<ManagedIdentityToken> {
  const { status, text } = await ask(dispatcher, wish);
  // Not there yet, throttled, or in trouble: the metadata service's own guidance counts 404 and 410 among these.
  if (status === 404 || status === 410 || status === 429 || status >= 500)
    throw new CredentialError('endpoint_unavailable');
  if (status >= 400) throw new CredentialError('identity_refused');
  if (status !== 200) throw new CredentialError('endpoint_bad_answer');
  const answer = tokenAnswer.safeParse(parsed(text));
  if (!answer.success) throw new CredentialError('endpoint_bad_answer');
  return { token: answer.data.access_token, endsAt: answer.data.expires_on * 1000 };
}

async function ask(dispatcher: Dispatcher, wish: ManagedIdentityRequest): Promise<{ status: number; text: string }> {
  const { url, headers } = tokenAddress(wish);
  try {
    const answer = await request(url, { dispatcher, headers, signal: AbortSignal.timeout(wish.timeoutMs) });
    return { status: answer.statusCode, text: await readBounded(answer.body, MAX_BYTES) };
  } catch (cause) {
    throw new CredentialError('endpoint_unavailable', { cause });
  }
}

function tokenAddress({ endpoint, clientId, resource }: ManagedIdentityRequest): {
  url: URL;
  headers: Record<string, string>;
} {
  const asked = { resource, client_id: clientId };
  if (endpoint.kind === 'app_service') {
    const url = new URL(endpoint.url);
    url.search = new URLSearchParams({ 'api-version': '2019-08-01', ...asked }).toString();
    return { url, headers: { 'x-identity-header': endpoint.header } };
  }
  const url = new URL('/metadata/identity/oauth2/token', endpoint.origin);
  url.search = new URLSearchParams({ 'api-version': '2018-02-01', ...asked }).toString();
  return { url, headers: { metadata: 'true' } };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
