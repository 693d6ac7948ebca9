import type { Application, RedirectUri } from '../../directory/types.js';
import type { Authority } from '../authority.js';
import { findClient } from '../client/find-client.js';
import { readStepUp } from '../conditional-access.js';
import { EntraError } from '../entra-error.js';
import type { Form } from '../form.js';
import type { Provider } from '../provider.js';
import type { RequestedScopes } from '../requested-scopes.js';
import { readScopes } from '../requested-scopes.js';
import type { CodeChallenge } from './authorization-codes.js';
import { matchRedirect } from './match-redirect.js';

/** How an answer travels to the application. */
export type ResponseMode = 'query' | 'fragment' | 'form_post';

/** Who asked for an authorization and where the answer goes: proven before anything is redirected. */
export interface ReturnAddress {
  readonly authority: Authority;
  readonly client: Application;
  readonly redirect: RedirectUri;
  readonly responseMode: ResponseMode;
  readonly state: string | undefined;
}

/** What the sign-in pages need to know of what is asked, for a code or for a device. */
export interface SignInRequest {
  readonly authority: Authority;
  readonly client: Application;
  readonly scope: string;
  readonly requested: RequestedScopes;
  readonly prompt: 'login' | 'none' | 'consent' | 'select_account' | undefined;
  readonly loginHint: string | undefined;
  readonly stepUp: { readonly mfa: boolean; readonly acrs: readonly string[] };
}

/** A whole authorization request (RFC 6749 section 4.1.1, OpenID Connect Core section 3.1.2.1). */
export interface AuthorizationRequest extends SignInRequest {
  readonly address: ReturnAddress;
  readonly challenge: CodeChallenge | undefined;
  readonly nonce: string | undefined;
}

const RESPONSE_MODES: readonly ResponseMode[] = ['query', 'fragment', 'form_post'];
const PROMPTS = ['login', 'none', 'consent', 'select_account'] as const;

/** Client and redirect address: what fails here (AADSTS700016, 50011) is shown on a page and never redirected. */
export function readReturnAddress(provider: Provider, authority: Authority, form: Form): ReturnAddress {
  const client = findClient(provider.cloud.directory, authority, form.required('client_id'));
  const redirectUri = form.required('redirect_uri');
  const redirect = matchRedirect(client, redirectUri);
  if (redirect === undefined) throw new EntraError(50011, { redirectUri, client: client.clientId });
  const mode = form.optional('response_mode');
  const responseMode = RESPONSE_MODES.find((known) => known === (mode ?? 'query')) ?? 'query';
  return { authority, client, redirect, responseMode, state: form.optional('state') };
}

/** The rest of the request: what fails here goes to the application. */
export function readAuthorizationRequest(provider: Provider, address: ReturnAddress, form: Form): AuthorizationRequest {
  const { authority, client } = address;
  checkResponseType(form.required('response_type'));
  const mode = form.optional('response_mode');
  if (mode !== undefined && !RESPONSE_MODES.some((known) => known === mode))
    throw new EntraError(70007, { responseMode: mode });
  const scope = form.required('scope');
  const prompt = readPrompt(form.optional('prompt'));
  return {
    address,
    authority,
    client,
    scope,
    requested: readScopes(scope, { cloud: provider.cloud, client, tenant: authority.tenant }),
    prompt,
    loginHint: form.optional('login_hint'),
    stepUp: readStepUp(form.optional('claims')),
    challenge: readChallenge(form),
    nonce: form.optional('nonce'),
  };
}

function checkResponseType(responseType: string): void {
  if (responseType === 'code') return;
  const known = responseType.split(' ').every((word) => ['code', 'id_token', 'token'].includes(word));
  throw new EntraError(known ? 700054 : 70005, { responseType });
}

function readPrompt(prompt: string | undefined): SignInRequest['prompt'] {
  if (prompt === undefined) return undefined;
  const known = PROMPTS.find((each) => each === prompt.toLowerCase());
  if (known === undefined) throw new EntraError(90023, { parameter: 'prompt', value: prompt });
  return known;
}

function readChallenge(form: Form): CodeChallenge | undefined {
  const value = form.optional('code_challenge');
  if (value === undefined) return undefined;
  const method = form.optional('code_challenge_method') ?? 'plain';
  if (method !== 'S256' && method !== 'plain')
    throw new EntraError(90023, { parameter: 'code_challenge_method', value: method });
  return { method, value };
}
