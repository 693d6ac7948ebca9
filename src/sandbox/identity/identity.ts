import type { FastifyInstance } from 'fastify';
import type { Cloud, Identity } from '../cloud.js';
import { answerFailures } from './answer-failures.js';
import { registerDiscovery } from './discovery.js';
import { registerInstanceDiscovery } from './instance-discovery.js';
import { mintApiToken } from './mint-api-token.js';
import type { Provider } from './provider.js';
import { recordRequests } from './record-requests.js';
import { RefreshTokens } from './refresh-tokens.js';
import { SigningKeys } from './signing-keys.js';
import { registerTokenEndpoint } from './token-endpoint.js';
import { TokenIssuer } from './token-issuer.js';
import { TokenProof } from './verify-token.js';

/**
 * Furnishes `app` with Entra's v2.0 endpoints. Expects URLSearchParams as form bodies and a scope of its own, whose
 * hooks and error handler it sets.
 */
export async function registerIdentity(app: FastifyInstance, cloud: Cloud): Promise<Identity> {
  const keys = await SigningKeys.open(cloud.installation);
  const refreshTokens = new RefreshTokens(cloud.installation, cloud.clock);
  const issuer = new TokenIssuer(cloud, keys, refreshTokens);
  const provider: Provider = { cloud, keys, refreshTokens, issuer, proof: new TokenProof(cloud, keys) };

  recordRequests(app, cloud);
  answerFailures(app, provider);
  registerDiscovery(app, provider);
  registerInstanceDiscovery(app, provider);
  registerTokenEndpoint(app, provider);
  app.addHook('onClose', async () => refreshTokens.flush());

  return {
    verify: (raw) => provider.proof.verify(raw),
    mintApiToken: async (wish) => mintApiToken(provider, wish),
    rotateKeys: (options) => keys.rotate(options),
    reset: () => refreshTokens.clear(),
  };
}
