import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { resolveAuthority } from '../authority.js';
import { EntraError } from '../entra-error.js';
import { Form } from '../form.js';
import type { Provider } from '../provider.js';
import { notesOf } from '../request-notes.js';
import { readScopes } from '../requested-scopes.js';
import type { SignInEnd } from '../sign-in/flows.js';
import { continueFlow, sendFailurePage } from '../sign-in/sign-in-pages.js';
import { wantedConsents } from '../sign-in/wanted-consents.js';
import type { TenantRoute } from '../tenant-route.js';
import type { ReturnAddress, SignInRequest } from './authorization-request.js';
import { readReturnAddress } from './authorization-request.js';
import { respond, respondWithFailure } from './authorization-response.js';

/**
 * `GET /{t}/v2.0/adminconsent` and `/{t}/adminconsent`: whoever signs in consents for everybody in their tenant, since
 * this cloud has no administrators; answers `admin_consent=True&tenant=…` to the redirect address.
 */
export function registerAdminConsent(app: FastifyInstance, provider: Provider): void {
  const handler = (request: FastifyRequest<TenantRoute>, reply: FastifyReply): FastifyReply =>
    begin(provider, request, reply);
  app.get<TenantRoute>('/:tenant/v2.0/adminconsent', handler);
  app.get<TenantRoute>('/:tenant/adminconsent', handler);
}

function begin(provider: Provider, request: FastifyRequest<TenantRoute>, reply: FastifyReply): FastifyReply {
  let address: ReturnAddress | undefined;
  try {
    const form = new Form(new URL(request.url, 'http://any').searchParams);
    const authority = resolveAuthority(provider.cloud.directory, request.params.tenant);
    address = readReturnAddress(provider, authority, form);
    const { client } = address;
    notesOf(request).clientId = client.clientId;
    const scope = form.optional('scope') ?? 'https://graph.microsoft.com/.default';
    const requested = readScopes(scope, { cloud: provider.cloud, client, tenant: authority.tenant });
    const asked: SignInRequest = {
      authority,
      client,
      scope,
      requested,
      prompt: 'consent',
      loginHint: form.optional('login_hint'),
      stepUp: { mfa: false, acrs: [] },
    };
    const browser = provider.browsers.welcome(request, reply);
    const flow = provider.flows.begin(browser, asked, consentEnd(provider, address, asked));
    return continueFlow(provider, flow, browser, request, reply);
  } catch (error) {
    if (!(error instanceof EntraError)) throw error;
    return address === undefined
      ? sendFailurePage(provider, error, request, reply)
      : respondWithFailure(provider, address, error, request, reply);
  }
}

function consentEnd(provider: Provider, address: ReturnAddress, asked: SignInRequest): SignInEnd {
  const { directory } = provider.cloud;
  return {
    granted: (_account, administrator, _request, reply) => {
      const consents = wantedConsents(provider.cloud, administrator, asked);
      for (const user of directory.allUsers.filter(({ tenantId }) => tenantId === administrator.tenantId))
        for (const { resource, scopes } of consents) directory.consent(user, asked.client, resource.clientId, scopes);
      return respond(address, { admin_consent: 'True', tenant: administrator.tenantId }, reply);
    },
    refused: (failure, request, reply) => respondWithFailure(provider, address, failure, request, reply),
  };
}
