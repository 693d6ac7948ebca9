import { randomInt } from 'node:crypto';
import type { Cloud } from '../cloud.js';
import type { Application, User } from '../directory/types.js';
import { GRAPH_APP_ID } from '../directory/types.js';
import { applicationTokenClaims, idTokenClaims, userTokenClaims } from './claims-of-tokens.js';
import type { ClientProof } from './claims-of-tokens.js';
import type { AuthenticationStrength } from './conditional-access.js';
import { enforcePolicy } from './conditional-access.js';
import { grantScopes } from './granted-scopes.js';
import { signCompact } from './jws.js';
import type { RefreshTokens } from './refresh-tokens.js';
import type { RequestedResource } from './requested-scopes.js';
import type { SigningKeys } from './signing-keys.js';
import type { TokenAnswer } from './token-answer.js';

/** What a grant has established when it asks for a user's tokens. */
export interface UserTokens {
  readonly user: User;
  readonly client: Application;
  readonly proof: ClientProof;
  readonly asked: RequestedResource;
  readonly oidc: ReadonlySet<string>;
  readonly strength: AuthenticationStrength;
  /** Milliseconds; when the user signed in. */
  readonly signedInAt: number;
  readonly nonce?: string | undefined;
  readonly sid?: string | undefined;
  /** The code or device code all tokens of this sign-in descend from. */
  readonly family?: string | undefined;
  /** Set for single-page applications: their refresh tokens end at this moment (ms), however often renewed. */
  readonly spaUntil?: number | undefined;
}

/** What a client has established when it asks for a token of its own. */
export interface ApplicationTokens {
  readonly client: Application;
  readonly proof: ClientProof;
  readonly tenantId: string;
  readonly asked: RequestedResource;
}

/** The one place tokens come from. */
export class TokenIssuer {
  constructor(
    private readonly cloud: Cloud,
    private readonly keys: SigningKeys,
    private readonly refreshTokens: RefreshTokens,
  ) {}

  /** A user's tokens, once consent (AADSTS65001) and Conditional Access (50076) allow them. */
  forUser(wish: UserTokens): TokenAnswer {
    const { user, client, proof, asked, oidc, strength } = wish;
    enforcePolicy(user, asked.resource, strength);
    const { scp, scope } = grantScopes(this.cloud, user, client, asked, oidc);
    const lifetimeSeconds = accessTokenLifetime();
    const { resource } = asked;
    const audienceV1 = audienceOf(asked);
    const claims = userTokenClaims(this.cloud, {
      user,
      client,
      proof,
      resource,
      audienceV1,
      scp,
      strength,
      lifetimeSeconds,
    });
    return {
      token_type: 'Bearer',
      scope,
      expires_in: lifetimeSeconds,
      ext_expires_in: lifetimeSeconds,
      access_token: this.signed(claims, user.tenantId),
      ...(oidc.has('offline_access') && { refresh_token: this.refreshTokens.issue(wish) }),
      ...(oidc.has('openid') && { id_token: this.idToken(wish) }),
      client_info: clientInfo(user),
    };
  }

  /** An application's own token; roles are what its administrator assigned in its home tenant. */
  forApplication({ client, proof, tenantId, asked }: ApplicationTokens): TokenAnswer {
    const lifetimeSeconds = accessTokenLifetime();
    const roles = tenantId === client.tenantId ? (client.assignedRoles[asked.resource.clientId] ?? []) : [];
    const audienceV1 = audienceOf(asked);
    const { resource } = asked;
    const claims = applicationTokenClaims(this.cloud, {
      client,
      proof,
      tenantId,
      resource,
      audienceV1,
      roles,
      lifetimeSeconds,
    });
    return {
      token_type: 'Bearer',
      scope: asked.defaultLiteral ?? '',
      expires_in: lifetimeSeconds,
      ext_expires_in: lifetimeSeconds,
      access_token: this.signed(claims, tenantId),
    };
  }

  /** Signs claims with the tenant's current key; header members given override, null deletes. */
  signed(claims: Readonly<Record<string, unknown>>, tenantId: string, header: Readonly<Record<string, unknown>> = {}) {
    const key = this.keys.current(tenantId);
    // v1.0 tokens name the certificate twice, as Entra's do.
    const own = { typ: 'JWT', alg: 'RS256', ...(claims['ver'] === '1.0' && { x5t: key.kid }), kid: key.kid };
    return signCompact(overridden(own, header), claims, key);
  }

  private idToken({ user, client, nonce, sid, oidc }: UserTokens): string {
    const claims = idTokenClaims(this.cloud, { user, client, nonce, sid, email: oidc.has('email') });
    return this.signed(claims, user.tenantId);
  }
}

/** `base` with the members of `changes`; null deletes. */
export function overridden(
  base: Readonly<Record<string, unknown>>,
  changes: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  return Object.fromEntries(Object.entries({ ...base, ...changes }).filter(([, value]) => value !== null));
}

/** Seconds: between 60 and 90 minutes, at random, so that many clients do not renew at once. */
export function accessTokenLifetime(): number {
  return randomInt(3600, 5401);
}

/** MSAL's account key. */
export function clientInfo(user: User): string {
  return Buffer.from(JSON.stringify({ uid: user.id, utid: user.tenantId })).toString('base64url');
}

function audienceOf({ prefix, resource }: RequestedResource): string {
  if (prefix === undefined) return GRAPH_APP_ID;
  const guid = prefix.toLowerCase() === resource.clientId;
  return guid ? resource.clientId : prefix.replace(/\/+$/, '');
}
