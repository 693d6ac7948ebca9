import { compactVerify, decodeProtectedHeader, errors } from 'jose';
import { createHash } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { z } from 'zod';
import { numericDate } from '../../common/clock.js';
import type { AccessTokenClaims, Cloud } from '../cloud.js';
import { ExpiringMap } from './expiring-map.js';
import { issuerV1, issuerV2 } from './issuers.js';
import type { SigningKeys } from './signing-keys.js';

const claimsOfTokens = z.looseObject({
  aud: z.string(),
  iss: z.string(),
  tid: z.string(),
  oid: z.string(),
  ver: z.enum(['1.0', '2.0']),
  iat: z.number(),
  nbf: z.number(),
  exp: z.number(),
  scp: z.string().exactOptional(),
  roles: z.array(z.string()).exactOptional(),
  idtyp: z.string().exactOptional(),
  appid: z.string().exactOptional(),
  amr: z.array(z.string()).exactOptional(),
  acrs: z.array(z.string()).exactOptional(),
});

/** The claims of a token this cloud signed. */
export type ProvenClaims = z.infer<typeof claimsOfTokens>;

/** Why a token is not proven. */
export type Disproof = 'malformed' | 'signature' | 'issuer' | 'expired';

const FIVE_MINUTES = 5 * 60 * 1000;

/** Tells this cloud's tokens from others: signature by a published key of the token's tenant, issuer, times. */
export class TokenProof {
  /** Signatures once verified, by SHA-256 of the whole token: Graph sees the same token with every call. */
  private readonly verified: ExpiringMap<{ claims: ProvenClaims; key: KeyObject }>;

  constructor(
    private readonly cloud: Cloud,
    private readonly keys: SigningKeys,
  ) {
    this.verified = new ExpiringMap(cloud.clock, FIVE_MINUTES);
  }

  /** The claims of a proven token; the caller checks audience, scopes and roles. */
  async verify(raw: string): Promise<AccessTokenClaims | undefined> {
    const proven = await this.prove(raw);
    return typeof proven === 'string' ? undefined : proven;
  }

  /** The claims of a proven token, or why it is none of this cloud's. */
  async prove(raw: string): Promise<ProvenClaims | Disproof> {
    const claims = await this.signedClaims(raw);
    if (typeof claims === 'string') return claims;
    if (!this.isOwnIssuer(claims)) return 'issuer';
    const now = numericDate(this.cloud.clock);
    // One second of grace at the start: see issueTime.
    return claims.exp > now && claims.nbf <= now + 1 ? claims : 'expired';
  }

  private async signedClaims(raw: string): Promise<ProvenClaims | Disproof> {
    const digest = createHash('sha256').update(raw).digest('base64');
    const known = this.verified.get(digest);
    if (known !== undefined && this.isPublished(known.claims.tid, known.key)) return known.claims;
    try {
      const { kid } = decodeProtectedHeader(raw);
      const verified = await compactVerify(raw, (_header, token) => this.keyFor(kid, token.payload), {
        algorithms: ['RS256'],
      });
      const claims = claimsOfTokens.safeParse(JSON.parse(Buffer.from(verified.payload).toString('utf8')));
      if (!claims.success) return 'malformed';
      this.verified.set(digest, { claims: claims.data, key: this.keyFor(kid, raw.split('.')[1] ?? '') });
      return claims.data;
    } catch (error) {
      return error instanceof errors.JWSSignatureVerificationFailed || error instanceof UnknownKeyError
        ? 'signature'
        : 'malformed';
    }
  }

  private isPublished(tenantId: string, key: KeyObject): boolean {
    return this.keys.published(tenantId).some(({ publicKey }) => publicKey === key);
  }

  /** A tenant's tokens are signed by its own set of keys alone. */
  private keyFor(kid: string | undefined, payload: string | Uint8Array): KeyObject {
    const tenantId = unverifiedTenant(payload.toString());
    const key = this.keys.published(tenantId).find((published) => published.kid === kid);
    if (key === undefined) throw new UnknownKeyError();
    return key.publicKey;
  }

  private isOwnIssuer({ iss, tid, ver }: ProvenClaims): boolean {
    const { issuer } = this.cloud.origins;
    if (this.cloud.directory.tenant(tid) === undefined) return false;
    return iss === (ver === '2.0' ? issuerV2(issuer, tid) : issuerV1(issuer, tid));
  }
}

class UnknownKeyError extends Error {}

function unverifiedTenant(payload: string): string {
  const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
  return z.object({ tid: z.string() }).parse(claims).tid;
}
