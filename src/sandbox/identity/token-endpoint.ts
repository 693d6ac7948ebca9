import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { randomUUID } from 'node:crypto';
import type { User } from '../directory/types.js';
import { describeToken } from '../journal.js';
import { resolveAuthority } from './authority.js';
import { EntraError } from './entra-error.js';
import { Form } from './form.js';
import { authorizationCodeGrant } from './grants/authorization-code.js';
import { clientCredentialsGrant } from './grants/client-credentials.js';
import { deviceCodeGrant } from './grants/device-code.js';
import { onBehalfOfGrant } from './grants/on-behalf-of.js';
import { passwordGrant } from './grants/password.js';
import { refreshTokenGrant } from './grants/refresh-token.js';
import type { Provider } from './provider.js';
import { notesOf } from './request-notes.js';
import type { TenantRoute } from './tenant-route.js';
import type { Grant, TokenRequest } from './token-request.js';

const GRANTS: ReadonlyMap<string, Grant> = new Map([
  ['authorization_code', authorizationCodeGrant],
  ['client_credentials', clientCredentialsGrant],
  ['password', passwordGrant],
  ['refresh_token', refreshTokenGrant],
  ['urn:ietf:params:oauth:grant-type:device_code', deviceCodeGrant],
  // MSAL Node's name for it, from before RFC 8628.
  ['device_code', deviceCodeGrant],
  ['urn:ietf:params:oauth:grant-type:jwt-bearer', onBehalfOfGrant],
]);

/** `POST /{t}/oauth2/v2.0/token`, where every grant is redeemed. */
export function registerTokenEndpoint(app: FastifyInstance, provider: Provider): void {
  const path = '/:tenant/oauth2/v2.0/token';
  app.post<TenantRoute>(path, async (request, reply) => {
    try {
      return await answer(request, reply, provider);
    } catch (error) {
      if (error instanceof Struck) return reply;
      throw error;
    }
  });
  app.get<TenantRoute>(path, (request) => {
    throw new EntraError(900561, { accepted: 'POST, OPTIONS', method: request.method });
  });
}

async function answer(
  request: FastifyRequest<TenantRoute>,
  reply: FastifyReply,
  provider: Provider,
): Promise<FastifyReply> {
  const notes = notesOf(request);
  const form = new Form(request.body instanceof URLSearchParams ? request.body : new URLSearchParams());
  const name = form.optional('grant_type');
  if (name !== undefined) notes.grant = name;
  const clientId = form.optional('client_id');
  if (clientId !== undefined) notes.clientId = clientId;

  const authority = resolveAuthority(provider.cloud.directory, request.params.tenant);
  if (authority.tenant !== undefined) notes.tenantId = authority.tenant.id;
  const grant = GRANTS.get(name ?? form.required('grant_type'));
  if (grant === undefined) throw new EntraError(70003, { grant: name ?? '' });

  const tokens = await grant({
    provider,
    authority,
    form,
    authorization: request.headers.authorization,
    origin: request.headers.origin,
    notes,
    concerns: concernsOf(request, reply, provider),
  });
  notes.token = describeToken(tokens.access_token);
  if (notes.token.tid !== null) notes.tenantId = notes.token.tid;
  notes.requestId = randomUUID();
  return reply
    .headers({ 'cache-control': 'no-store, no-cache', pragma: 'no-cache', 'x-ms-request-id': notes.requestId })
    .send(tokens);
}

function concernsOf(request: FastifyRequest, reply: FastifyReply, { cloud }: Provider): TokenRequest['concerns'] {
  return async (user: User) => {
    if (await cloud.faults.strike('identity', request, reply, user)) throw new Struck();
  };
}

/** A fault has answered in a grant's place. */
class Struck extends Error {}
