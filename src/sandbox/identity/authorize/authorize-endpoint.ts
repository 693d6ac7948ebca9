import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { resolveAuthority } from '../authority.js';
import { policyClaims } from '../conditional-access.js';
import { EntraError } from '../entra-error.js';
import { Form } from '../form.js';
import type { Provider } from '../provider.js';
import { notesOf } from '../request-notes.js';
import type { SignInEnd } from '../sign-in/flows.js';
import type { NextStep } from '../sign-in/next-step.js';
import { nextStep } from '../sign-in/next-step.js';
import { continueFlow, sendFailurePage } from '../sign-in/sign-in-pages.js';
import type { TenantRoute } from '../tenant-route.js';
import { clientInfo } from '../token-issuer.js';
import type { AuthorizationRequest, ReturnAddress } from './authorization-request.js';
import { readAuthorizationRequest, readReturnAddress } from './authorization-request.js';
import { respond, respondWithFailure } from './authorization-response.js';

/** `GET` and `POST /{t}/oauth2/v2.0/authorize`. */
export function registerAuthorizeEndpoint(app: FastifyInstance, provider: Provider): void {
  app.get<TenantRoute>('/:tenant/oauth2/v2.0/authorize', (request, reply) => {
    const query = new URL(request.url, 'http://any').searchParams;
    return authorize(provider, query, request, reply);
  });
  app.post<TenantRoute>('/:tenant/oauth2/v2.0/authorize', (request, reply) => {
    const body = request.body instanceof URLSearchParams ? request.body : new URLSearchParams();
    return authorize(provider, body, request, reply);
  });
}

function authorize(
  provider: Provider,
  parameters: URLSearchParams,
  request: FastifyRequest<TenantRoute>,
  reply: FastifyReply,
): FastifyReply {
  let address: ReturnAddress | undefined;
  try {
    const form = new Form(parameters);
    const authority = resolveAuthority(provider.cloud.directory, request.params.tenant);
    Object.assign(notesOf(request), {
      ...(authority.tenant !== undefined && { tenantId: authority.tenant.id }),
      ...(form.optional('client_id') !== undefined && { clientId: form.optional('client_id') }),
    });
    address = readReturnAddress(provider, authority, form);
    const asked = readAuthorizationRequest(provider, address, form);
    return asked.prompt === 'none'
      ? answerSilently(provider, asked, request, reply)
      : beginSignIn(provider, asked, request, reply);
  } catch (error) {
    if (!(error instanceof EntraError)) throw error;
    return address === undefined
      ? sendFailurePage(provider, error, request, reply)
      : respondWithFailure(provider, address, error, request, reply);
  }
}

function beginSignIn(
  provider: Provider,
  asked: AuthorizationRequest,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const browser = provider.browsers.welcome(request, reply);
  const flow = provider.flows.begin(browser, asked, codeEnd(provider, asked));
  return continueFlow(provider, flow, browser, request, reply);
}

/** `prompt=none`: an answer at once, from whoever is signed in already. */
function answerSilently(
  provider: Provider,
  asked: AuthorizationRequest,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const browser = provider.browsers.of(request);
  if (browser === undefined) throw new EntraError(50058);
  const next = nextStep(provider.cloud, asked, browser, {});
  if (next.step !== 'done') throw needsInteraction(next, asked);
  return codeEnd(provider, asked).granted(next.account, next.user, request, reply);
}

function needsInteraction(next: Exclude<NextStep, { step: 'done' }>, { client }: AuthorizationRequest): EntraError {
  if (next.step === 'name') return new EntraError(50058);
  if (next.step === 'choose') return new EntraError(16000);
  if (next.step === 'consent') return new EntraError(65001, { client: client.clientId, name: client.displayName });
  return new EntraError(50076, { resource: client.clientId }, { claims: policyClaims(next.user.tenantId) });
}

/** A sign-in for an authorization request ends in a code, or in an error for the application. */
function codeEnd(provider: Provider, asked: AuthorizationRequest): SignInEnd {
  const { address, client, scope, challenge, nonce } = asked;
  return {
    granted: ({ tenantId, userId, signedInAt, strength, sid, applications }, user, _request, reply) => {
      applications.add(client.clientId);
      const code = provider.codes.issue({
        clientId: client.clientId,
        tenantId,
        userId,
        redirectUri: address.redirect.uri,
        platform: address.redirect.platform,
        scope,
        challenge,
        nonce,
        strength,
        signedInAt,
        sid,
      });
      return respond(address, { code, client_info: clientInfo(user), session_state: sid }, reply);
    },
    refused: (failure, request, reply) => respondWithFailure(provider, address, failure, request, reply),
  };
}
