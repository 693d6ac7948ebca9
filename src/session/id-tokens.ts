import { Inject, Injectable } from '@nestjs/common';
import { verify } from 'node:crypto';
import { z } from 'zod';
import { guid, numericDateClaim } from '../auth/access-token-claims.js';
import { InvalidToken } from '../auth/auth.errors.js';
import { checkIssuer } from '../auth/checks/check-issuer.js';
import { checkTimes } from '../auth/checks/check-times.js';
import { decodedObject, unprovenToken } from '../auth/jose-header.js';
import { SigningKeys } from '../auth/signing-keys.js';
import { Clock, numericDate } from '../common/clock.js';
import type { AppConfig } from '../config/app-config.js';
import { APP_CONFIG } from '../config/app-config.js';
import { identityBadResponse } from '../obo/obo.errors.js';

/** https://learn.microsoft.com/entra/identity-platform/id-token-claims-reference */
const idTokenClaims = z.looseObject({
  ver: z.literal('2.0'),
  iss: z.string(),
  aud: z.string(),
  iat: numericDateClaim,
  nbf: numericDateClaim.optional(),
  exp: numericDateClaim,
  nonce: z.string(),
  tid: guid,
  oid: guid,
  name: z.string().max(1024).default(''),
  preferred_username: z.string().max(1024).default(''),
  sid: z.string().min(1).max(128).optional().catch(undefined),
  login_hint: z.string().min(1).max(2048).optional().catch(undefined),
});
export type IdTokenClaims = z.infer<typeof idTokenClaims>;

/** Proves who signed in (OpenID Connect Core section 3.1.3.7). */
@Injectable()
export class IdTokens {
  constructor(
    @Inject(APP_CONFIG) private readonly config: AppConfig,
    private readonly clock: Clock,
    private readonly keys: SigningKeys,
  ) {}

  /**
   * The claims of an id_token that Entra gave for this sign-in of this client. It came from Entra itself: one that proves
   * nothing is its nonsense, not the user's. Throws `identity_bad_response`, `identity_unavailable`.
   */
  async prove(token: string, expected: { readonly clientId: string; readonly nonce: string }): Promise<IdTokenClaims> {
    try {
      return await this.proven(token, expected);
    } catch (error) {
      throw error instanceof InvalidToken ? identityBadResponse(error) : error;
    }
  }

  private async proven(
    token: string,
    { clientId, nonce }: { readonly clientId: string; readonly nonce: string },
  ): Promise<IdTokenClaims> {
    const { identity, limits } = this.config;
    const { kid } = unprovenToken(token);
    const key = await this.keys.find(kid);
    if (key === undefined) throw new InvalidToken('unknown_key');
    const [header = '', payload = '', signature = ''] = token.split('.');
    if (!verify('RSA-SHA256', Buffer.from(`${header}.${payload}`), key.key, Buffer.from(signature, 'base64url')))
      throw new InvalidToken('signature');
    const read = idTokenClaims.safeParse(decodedObject(payload));
    if (!read.success) throw new InvalidToken('structure', { cause: read.error });
    checkIssuer(read.data, key, identity);
    if (read.data.aud !== clientId) throw new InvalidToken('audience');
    if (read.data.nonce !== nonce) throw new InvalidToken('subject');
    checkTimes(read.data, numericDate(this.clock), limits.clockSkewSeconds);
    return read.data;
  }
}
