import { createHash, randomBytes } from 'node:crypto';
import { numericDate } from '../../common/clock.js';
import type { Cloud } from '../cloud.js';
import type { Application, User } from '../directory/types.js';
import type { AuthenticationStrength } from './conditional-access.js';
import { issuerV1, issuerV2 } from './issuers.js';
import type { Resource } from './resource.js';

/** How a client proved itself, as `azpacr` and `appidacr` tell it: not at all, by secret, by certificate. */
export type ClientProof = '0' | '1' | '2';

/** All that the claims of a user's access token are made of. */
export interface UserTokenWish {
  readonly user: User;
  readonly client: Application;
  readonly proof: ClientProof;
  readonly resource: Resource;
  /** The audience v1 tokens name: the resource's identifier as the client asked it. */
  readonly audienceV1: string;
  readonly scp: readonly string[];
  readonly strength: AuthenticationStrength;
  readonly lifetimeSeconds: number;
}

/** All that the claims of an application's own access token are made of. */
export interface ApplicationTokenWish {
  readonly client: Application;
  readonly proof: ClientProof;
  readonly tenantId: string;
  readonly resource: Resource;
  readonly audienceV1: string;
  readonly roles: readonly string[];
  readonly lifetimeSeconds: number;
}

/** The subject one application knows one user by; another application sees another (pairwise). */
export function pairwiseSubject(userId: string, clientId: string): string {
  return createHash('sha256').update(`${userId} ${clientId}`).digest('base64url');
}

/** The object id of an application's service principal in a tenant. */
export function servicePrincipalId(tenantId: string, clientId: string): string {
  const hex = createHash('sha256').update(`service principal ${tenantId} ${clientId}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-9${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/**
 * Issue time of a user's token in seconds. One issued in the second of a revocation but after it is dated to the next
 * second: otherwise nobody could tell it from one that was revoked.
 */
export function issueTime(cloud: Cloud, user?: User): number {
  return Math.max(numericDate(cloud.clock), Math.ceil((user?.tokensValidFrom ?? 0) / 1000));
}

/** Claims of a delegated access token in the shape the resource is registered for. */
export function userTokenClaims(cloud: Cloud, wish: UserTokenWish): Record<string, unknown> {
  const { user, client, resource, strength } = wish;
  const times = validity(issueTime(cloud, user), wish.lifetimeSeconds);
  const both = {
    ...times,
    name: user.displayName,
    oid: user.id,
    scp: wish.scp.join(' '),
    sub: pairwiseSubject(user.id, resource.clientId),
    tid: user.tenantId,
    uti: tokenId(),
    acct: user.guest ? 1 : 0,
    ...(strength.acrs.length > 0 && { acrs: strength.acrs }),
    ...(user.homeTenantId !== undefined && { idp: issuerV1(cloud.origins.issuer, user.homeTenantId) }),
  };
  if (resource.accessTokenVersion === 2) {
    return {
      aud: resource.clientId,
      iss: issuerV2(cloud.origins.issuer, user.tenantId),
      ...both,
      // v2.0 tokens tell the methods only where they say more than a password.
      ...(strength.amr.includes('mfa') && { amr: strength.amr }),
      azp: client.clientId,
      azpacr: wish.proof,
      preferred_username: user.userPrincipalName,
      ver: '2.0',
    };
  }
  return {
    aud: wish.audienceV1,
    iss: issuerV1(cloud.origins.issuer, user.tenantId),
    ...both,
    acr: '1',
    amr: strength.amr,
    app_displayname: client.displayName,
    appid: client.clientId,
    appidacr: wish.proof,
    family_name: user.surname,
    given_name: user.givenName,
    idtyp: 'user',
    unique_name: user.mail,
    upn: user.userPrincipalName,
    ver: '1.0',
  };
}

/** Claims of an application-only access token. */
export function applicationTokenClaims(cloud: Cloud, wish: ApplicationTokenWish): Record<string, unknown> {
  const { client, resource, tenantId } = wish;
  const principal = servicePrincipalId(tenantId, client.clientId);
  const v1 = issuerV1(cloud.origins.issuer, tenantId);
  const both = {
    ...validity(issueTime(cloud), wish.lifetimeSeconds),
    idtyp: 'app',
    oid: principal,
    sub: principal,
    tid: tenantId,
    uti: tokenId(),
    ...(wish.roles.length > 0 && { roles: wish.roles }),
  };
  if (resource.accessTokenVersion === 2) {
    const iss = issuerV2(cloud.origins.issuer, tenantId);
    return { aud: resource.clientId, iss, ...both, azp: client.clientId, azpacr: wish.proof, ver: '2.0' };
  }
  return {
    aud: wish.audienceV1,
    iss: v1,
    idp: v1,
    ...both,
    app_displayname: client.displayName,
    appid: client.clientId,
    appidacr: wish.proof,
    ver: '1.0',
  };
}

/** What an application sends back as `logout_hint` to sign this account out without a question. */
export function loginHint({ tenantId, id }: Pick<User, 'tenantId' | 'id'>): string {
  return `O.${Buffer.from(`${tenantId}/${id}`).toString('base64url')}`;
}

/** Claims of an ID token (OpenID Connect Core section 2); `nonce` if and only if one was sent. */
export function idTokenClaims(
  cloud: Cloud,
  wish: { user: User; client: Application; nonce?: string | undefined; sid?: string | undefined; email: boolean },
): Record<string, unknown> {
  const { user, client } = wish;
  return {
    aud: client.clientId,
    iss: issuerV2(cloud.origins.issuer, user.tenantId),
    ...validity(issueTime(cloud, user), 3600),
    name: user.displayName,
    oid: user.id,
    preferred_username: user.userPrincipalName,
    sub: pairwiseSubject(user.id, client.clientId),
    tid: user.tenantId,
    uti: tokenId(),
    ver: '2.0',
    ...(wish.email && { email: user.mail }),
    ...(client.optionalClaims.includes('login_hint') && { login_hint: loginHint(user) }),
    ...(wish.sid !== undefined && { sid: wish.sid }),
    ...(wish.nonce !== undefined && { nonce: wish.nonce }),
  };
}

function validity(issuedAt: number, seconds: number): { iat: number; nbf: number; exp: number } {
  return { iat: issuedAt, nbf: issuedAt, exp: issuedAt + seconds };
}

function tokenId(): string {
  return randomBytes(16).toString('base64url');
}
