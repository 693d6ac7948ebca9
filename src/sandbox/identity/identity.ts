import type { FastifyInstance } from 'fastify';
import type { Cloud, Identity } from '../cloud.js';

/** Registers the embedded identity provider's endpoints. */
export async function registerIdentity(_app: FastifyInstance, _cloud: Cloud): Promise<Identity> {
  return {
    verify: async () => undefined,
    mintApiToken: async () => '',
    rotateKeys: async () => '',
    reset: () => undefined,
  };
}
