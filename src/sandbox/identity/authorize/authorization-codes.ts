import { randomBytes } from 'node:crypto';
import type { Clock } from '../../../common/clock.js';
import type { RedirectPlatform } from '../../directory/types.js';
import type { AuthenticationStrength } from '../conditional-access.js';
import { ExpiringMap } from '../expiring-map.js';

/** What a code stands for. */
export interface CodeGrant {
  readonly clientId: string;
  readonly tenantId: string;
  readonly userId: string;
  readonly redirectUri: string;
  readonly platform: RedirectPlatform;
  readonly scope: string;
  readonly challenge: CodeChallenge | undefined;
  readonly nonce: string | undefined;
  readonly strength: AuthenticationStrength;
  /** Milliseconds. */
  readonly signedInAt: number;
  readonly sid: string;
}

/** Proof Key for Code Exchange (RFC 7636). */
export interface CodeChallenge {
  readonly method: 'S256' | 'plain';
  readonly value: string;
}

/** A code as its redemption sees it. */
export interface KnownCode extends CodeGrant {
  readonly expired: boolean;
  readonly redeemed: boolean;
}

/** Milliseconds: as at Entra, a code is good for ten minutes. */
const VALID_FOR = 10 * 60 * 1000;
/** Codes are remembered longer than they are good, so that one used twice is noticed. */
const REMEMBERED_FOR = 60 * 60 * 1000;

/** Authorization codes, in memory. */
export class AuthorizationCodes {
  private readonly kept: ExpiringMap<{ grant: CodeGrant; issuedAt: number; redeemed: boolean }>;

  constructor(private readonly clock: Clock) {
    this.kept = new ExpiringMap(clock, REMEMBERED_FOR);
  }

  issue(grant: CodeGrant): string {
    const code = `1.A${randomBytes(64).toString('base64url')}`;
    this.kept.set(code, { grant, issuedAt: this.clock.now(), redeemed: false });
    return code;
  }

  find(code: string): KnownCode | undefined {
    const known = this.kept.get(code);
    if (known === undefined) return undefined;
    return { ...known.grant, redeemed: known.redeemed, expired: known.issuedAt + VALID_FOR <= this.clock.now() };
  }

  /** From now on the code counts as used. */
  redeem(code: string): void {
    const known = this.kept.get(code);
    if (known !== undefined) known.redeemed = true;
  }

  clear(): void {
    this.kept.clear();
  }
}
