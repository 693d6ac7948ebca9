import type { FastifyInstance } from 'fastify';
import type { Cloud, Identity } from '../cloud.js';

/** Registers the embedded Graph's endpoints. */
export async function registerGraph(
  _app: FastifyInstance,
  _cloud: Cloud,
  _identity: Identity,
): Promise<{ reset(): void }> {
  return { reset: () => undefined };
}
