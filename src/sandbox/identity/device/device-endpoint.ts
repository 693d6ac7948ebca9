import type { FastifyInstance } from 'fastify';
import { resolveAuthority } from '../authority.js';
import { findClient } from '../client/find-client.js';
import { readStepUp } from '../conditional-access.js';
import { Form } from '../form.js';
import { originOf } from '../origin-of.js';
import type { Provider } from '../provider.js';
import { notesOf } from '../request-notes.js';
import { readScopes } from '../requested-scopes.js';
import type { TenantRoute } from '../tenant-route.js';
import { DEVICE_CODE_LIFETIME, POLLING_INTERVAL } from './device-codes.js';

/** `POST /{t}/oauth2/v2.0/devicecode` (RFC 8628 section 3.1), with Entra's `message`. */
export function registerDeviceEndpoint(app: FastifyInstance, provider: Provider): void {
  app.post<TenantRoute>('/:tenant/oauth2/v2.0/devicecode', (request, reply) => {
    const form = new Form(request.body instanceof URLSearchParams ? request.body : new URLSearchParams());
    const authority = resolveAuthority(provider.cloud.directory, request.params.tenant);
    const notes = notesOf(request);
    if (authority.tenant !== undefined) notes.tenantId = authority.tenant.id;
    const client = findClient(provider.cloud.directory, authority, form.required('client_id'));
    notes.clientId = client.clientId;
    const scope = form.required('scope');
    const requested = readScopes(scope, { cloud: provider.cloud, client, tenant: authority.tenant });
    const { deviceCode, userCode } = provider.devices.issue({
      authority,
      client,
      scope,
      requested,
      prompt: undefined,
      loginHint: undefined,
      stepUp: readStepUp(form.optional('claims')),
    });
    const address = `${originOf(provider.cloud, request)}/common/oauth2/deviceauth`;
    return reply.header('cache-control', 'no-store').send({
      user_code: userCode,
      device_code: deviceCode,
      verification_uri: address,
      expires_in: DEVICE_CODE_LIFETIME,
      interval: POLLING_INTERVAL,
      message: `To sign in, use a web browser to open the page ${address} and enter the code ${userCode} to authenticate.`,
    });
  });
}
