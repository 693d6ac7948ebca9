import type { FastifyRequest } from 'fastify';
import type { Cloud } from '../cloud.js';

/** The origin a request was addressed to; what has none of ours never reaches a route. */
export function originOf(cloud: Cloud, request: FastifyRequest): string {
  return cloud.origins.of(request) ?? cloud.origins.https;
}
