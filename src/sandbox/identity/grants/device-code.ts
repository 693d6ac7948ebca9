import { checkStanding, grantedUser } from '../check-standing.js';
import { authenticateUnlessPublic } from '../client/authenticate-client.js';
import type { DeviceGrant } from '../device/device-codes.js';
import { POLLING_INTERVAL } from '../device/device-codes.js';
import { EntraError } from '../entra-error.js';
import { readScopes, singleResource } from '../requested-scopes.js';
import type { Grant } from '../token-request.js';

/** Timers of clients fire early now and then: a poll is too fast only below four seconds. */
const SHORTEST_INTERVAL = (POLLING_INTERVAL - 1) * 1000;

/** A device asks for its tokens (RFC 8628 section 3.4). */
export const deviceCodeGrant: Grant = async (request) => {
  const { form, provider } = request;
  const { cloud, devices } = provider;
  const raw = form.optional('device_code') ?? form.optional('code') ?? form.required('device_code');
  const { application: client, proof } = await authenticateUnlessPublic(request);
  const device = devices.find(raw);
  if (device === undefined || device.request.client.clientId !== client.clientId)
    throw new EntraError(70000, { parameter: 'device_code' });
  const account = settledAccount(device, cloud.clock.now());

  const user = grantedUser(cloud, account.tenantId, account.userId);
  await request.concerns(user);
  checkStanding(user, account.signedInAt);
  devices.redeem(device);
  const tenant = cloud.directory.tenant(user.tenantId);
  const requested = readScopes(device.request.scope, { cloud, client, tenant });
  return provider.issuer.forUser({
    user,
    client,
    proof,
    asked: singleResource(requested),
    oidc: requested.oidc,
    strength: account.strength,
    signedInAt: account.signedInAt,
    sid: account.sid,
  });
};

function settledAccount(device: DeviceGrant, now: number): NonNullable<DeviceGrant['account']> {
  if (device.declined === true) throw new EntraError(70017);
  if (device.account !== undefined) return device.account;
  if (device.expiresAt <= now) throw new EntraError(70020);
  const sincePoll = now - (device.lastPolledAt ?? 0);
  device.lastPolledAt = now;
  throw new EntraError(sincePoll < SHORTEST_INTERVAL ? 50196 : 70016);
}
