import type { FastifyInstance } from 'fastify';
import type { Cloud, Identity } from '../cloud.js';
import { registerAppService } from '../managed-identity/app-service.js';
import { registerMetadataService } from '../managed-identity/metadata-service.js';
import { answerFailures } from './answer-failures.js';
import { AuthorizationCodes } from './authorize/authorization-codes.js';
import { allowCrossOrigin } from './cross-origin.js';
import { DeviceCodes } from './device/device-codes.js';
import { playAuthorities } from './play-authorities.js';
import { registerEndpoints } from './endpoints.js';
import type { Provider } from './provider.js';
import { recordRequests } from './record-requests.js';
import { RefreshTokens } from './refresh-tokens.js';
import { Browsers } from './sign-in/browsers.js';
import { SignInFlows } from './sign-in/flows.js';
import { SigningKeys } from './signing-keys.js';
import { TokenIssuer } from './token-issuer.js';
import { TokenProof } from './verify-token.js';

/**
 * Furnishes `app` with Entra's v2.0 endpoints. Expects URLSearchParams as form bodies and a scope of its own, whose
 * hooks and error handler it sets.
 */
export async function registerIdentity(app: FastifyInstance, cloud: Cloud): Promise<Identity> {
  const provider = await assemble(cloud);
  recordRequests(app, cloud);
  answerFailures(app, provider);
  allowCrossOrigin(app, provider);
  registerEndpoints(app, provider);
  registerMetadataService(app, provider);
  registerAppService(app, provider);
  const played = playAuthorities(app, provider);
  const providers = [provider, ...played.providers];
  app.addHook('onClose', async () => {
    for (const { refreshTokens } of providers) refreshTokens.flush();
  });

  return {
    verify: (raw, origin) => played.verify(raw, origin),
    mintApiToken: async (wish) => played.mintApiToken(wish),
    rotateKeys: (options) => provider.keys.rotate(options),
    reset: () => {
      for (const { codes, devices, browsers, flows, refreshTokens } of providers)
        for (const memory of [codes, devices, browsers, flows, refreshTokens]) memory.clear();
    },
  };
}

async function assemble(cloud: Cloud): Promise<Provider> {
  const keys = await SigningKeys.open(cloud.installation);
  const refreshTokens = new RefreshTokens(cloud.installation, cloud.clock);
  return {
    cloud,
    keys,
    refreshTokens,
    issuer: new TokenIssuer(cloud, keys, refreshTokens),
    proof: new TokenProof(cloud, keys),
    codes: new AuthorizationCodes(cloud.clock),
    devices: new DeviceCodes(cloud.clock),
    browsers: new Browsers(cloud),
    flows: new SignInFlows(cloud.clock),
  };
}
