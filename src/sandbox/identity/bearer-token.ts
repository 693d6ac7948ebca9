import type { FastifyRequest } from 'fastify';
import type { AccessTokenClaims } from '../cloud.js';
import { GRAPH_APP_ID } from '../directory/types.js';
import type { Provider } from './provider.js';
import { withoutTrailingSlashes } from './resource.js';

/** The claims of the request's bearer token, if it is a proven one for one of these audiences or our own addresses. */
export async function readBearerToken(
  { cloud, proof }: Provider,
  request: FastifyRequest,
  audiences: readonly string[] = [GRAPH_APP_ID, 'https://graph.microsoft.com'],
): Promise<AccessTokenClaims | undefined> {
  const raw = /^bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  const claims = raw === undefined ? undefined : await proof.verify(raw);
  if (claims === undefined) return undefined;
  const audience = withoutTrailingSlashes(claims.aud);
  return [...audiences, ...cloud.origins.all].includes(audience) ? claims : undefined;
}
