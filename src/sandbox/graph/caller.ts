import type { FastifyRequest } from 'fastify';
import type { AccessTokenClaims, Cloud, Identity } from '../cloud.js';
import type { Tenant, User } from '../directory/types.js';
import { GRAPH_APP_ID } from '../directory/types.js';
import { GraphError } from './errors.js';

/** Who calls: an application for a user, or for itself. */
export interface Caller {
  readonly tenant: Tenant;
  /** Absent for an application without a user. */
  readonly user: User | undefined;
  /** Lower case. */
  readonly scopes: ReadonlySet<string>;
  readonly roles: ReadonlySet<string>;
  /** Tells callers apart: object id of the user or of the application. */
  readonly id: string;
  /** Client id of the application that calls. */
  readonly applicationId: string | undefined;
}

/** The token of an `Authorization: Bearer` header, undefined when there is none. */
export function bearerOf(request: Pick<FastifyRequest, 'headers'>): string | undefined {
  return /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
}

/** Proves the bearer token of a request as Graph does; throws 401. */
export async function callerOf(
  cloud: Cloud,
  identity: Identity,
  raw: string | undefined,
  origin: string,
): Promise<Caller> {
  if (raw === undefined) throw refused(origin, 'Access token is empty.');
  if (raw.split('.').length !== 3)
    throw refused(
      origin,
      'IDX14100: JWT is not well formed, there are no dots (.). The token needs to be in JWS or JWE Compact Serialization Format.',
    );
  const claims = await identity.verify(raw, origin);
  if (claims === undefined) throw refused(origin, 'Access token validation failure.');
  if (!isForGraph(claims.aud, cloud)) throw refused(origin, 'Access token validation failure. Invalid audience.');

  const tenant = cloud.directory.tenant(claims.tid);
  if (tenant === undefined) throw refused(origin, 'Access token validation failure. Invalid tenant.');
  const user = claims.scp === undefined || claims.idtyp === 'app' ? undefined : userOf(cloud, claims, origin);
  return {
    tenant,
    user,
    scopes: new Set((claims.scp ?? '').toLowerCase().split(' ')),
    roles: new Set(user === undefined ? (claims.roles ?? []) : []),
    id: claims.oid,
    applicationId: claims.appid,
  };
}

function isForGraph(audience: string, { origins }: Cloud): boolean {
  const bare = audience.replace(/\/$/, '');
  return bare === 'https://graph.microsoft.com' || bare === GRAPH_APP_ID || origins.all.includes(bare);
}

function userOf(cloud: Cloud, claims: AccessTokenClaims, origin: string): User {
  const user = cloud.directory.user(claims.tid, claims.oid);
  if (user === undefined)
    throw refused(origin, 'The identity of the user in the access token does not exist in the tenant.');
  // Token times are whole seconds; identity dates a token of the revocation's own second to the next one.
  if (claims.iat * 1000 < user.tokensValidFrom) throw challenged(user, origin);
  return user;
}

function refused(origin: string, message: string): GraphError {
  return new GraphError('invalidToken', message, { 'www-authenticate': challenge(origin) });
}

/** Continuous access evaluation (learn.microsoft.com/entra/identity-platform/claims-challenge). */
function challenged(user: User, origin: string): GraphError {
  const value = String(Math.ceil(user.tokensValidFrom / 1000));
  const claims = Buffer.from(JSON.stringify({ access_token: { nbf: { essential: true, value } } })).toString('base64');
  return new GraphError(
    'invalidToken',
    'Continuous access evaluation resulted in challenge with result: InteractionRequired and code: TokenIssuedBeforeRevocationTimestamp',
    { 'www-authenticate': `${challenge(origin)}, error="insufficient_claims", claims="${claims}"` },
  );
}

function challenge(origin: string): string {
  return `Bearer realm="", authorization_uri="${origin}/common/oauth2/authorize", client_id="${GRAPH_APP_ID}"`;
}
