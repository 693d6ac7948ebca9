import type { FastifyRequest } from 'fastify';
import type { AccessTokenClaims } from '../cloud.js';
import { GRAPH_APP_ID } from '../directory/types.js';
import type { Provider } from './provider.js';

/** The claims of the request's bearer token, if it is a proven one for Graph or this cloud's own addresses. */
export async function readBearerToken(
  { cloud, proof }: Provider,
  request: FastifyRequest,
): Promise<AccessTokenClaims | undefined> {
  const raw = /^bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  const claims = raw === undefined ? undefined : await proof.verify(raw);
  if (claims === undefined) return undefined;
  const ours = [GRAPH_APP_ID, 'https://graph.microsoft.com', ...cloud.origins.all];
  return ours.includes(claims.aud) ? claims : undefined;
}
