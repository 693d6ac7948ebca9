import { hash } from 'node:crypto';
import type { ApplicationCaller, Caller, CallerMemo, Principal } from '../common/caller.js';
import { isApplication } from '../common/caller.js';
import type { Clock } from '../common/clock.js';
import type { Count } from '../common/meters/instruments.js';
import { Interned } from '../common/interned.js';
import { Meters } from '../common/meters/meters.js';
import { Held, SecondChanceCache } from '../common/second-chance-cache.js';

/** What all proofs together may take: room for more than 100,000 tokens. */
export const PROOFS_MAX_BYTES = 96 * 1024 * 1024;
const MAX_AGE_MS = 5 * 60_000;
/** A proof in its place, with what its memo holds, in bytes, measured; what a token may make longer comes on top. */
const PROOF_OVERHEAD = 820;

/** What a proof is remembered by. */
abstract class Proof extends Held {
  /** `until` in milliseconds since the epoch. */
  constructor(until: number, lists: readonly (readonly string[])[]) {
    const length = lists.flat().reduce((sum, each) => sum + each.length, 0);
    super(PROOF_OVERHEAD + length, until);
  }

  /** Whose token it is, which comes with each request. */
  abstract principal(token: string): Principal;
}

class ApplicationProof extends Proof {
  constructor(
    until: number,
    private readonly application: ApplicationCaller,
  ) {
    super(until, [application.roles]);
  }

  override principal(): Principal {
    return this.application;
  }
}

/** One object with all that a warm request reads: with many users each further one costs more than what it holds. */
class UserProof extends Proof implements CallerMemo {
  place?: object;
  placeScopes?: readonly string[];
  name?: string;
  private readonly tenantId: string;
  private readonly userId: string;
  private readonly accountType: Caller['accountType'];
  private readonly clientId: string;
  private readonly scopes: readonly string[];
  private readonly roles: readonly string[];
  private readonly expiresAt: number;
  private readonly assertionDigest: string;

  constructor(until: number, caller: Caller) {
    super(until, [caller.scopes, caller.roles]);
    this.tenantId = caller.tenantId;
    this.userId = caller.userId;
    this.accountType = caller.accountType;
    this.clientId = caller.clientId;
    this.scopes = caller.scopes;
    this.roles = caller.roles;
    this.expiresAt = caller.expiresAt;
    this.assertionDigest = caller.assertionDigest;
  }

  override principal(assertion: string): Caller {
    return {
      tenantId: this.tenantId,
      userId: this.userId,
      accountType: this.accountType,
      clientId: this.clientId,
      scopes: this.scopes,
      roles: this.roles,
      expiresAt: this.expiresAt,
      assertion,
      assertionDigest: this.assertionDigest,
      memo: this,
    };
  }
}

/**
 * Tokens whose proof was done a short while ago, by SHA-256 of all of the token: what requests need of each, not the
 * token and not its claims. Bounded by bytes; nothing outlives five minutes, the token's end, or a change of the signing
 * keys.
 */
export class ProvenTokens {
  private readonly proofs: SecondChanceCache<Proof>;
  private readonly interned = new Interned();
  private readonly hits: Count;
  private readonly misses: Count;

  constructor(
    private readonly clock: Clock,
    { cacheLookups, cacheEntries, cacheBytes, evictions }: Meters,
  ) {
    this.proofs = new SecondChanceCache({ maxBytes: PROOFS_MAX_BYTES }, undefined, evictions.of('proofs'));
    this.hits = cacheLookups.of('proofs', 'hit');
    this.misses = cacheLookups.of('proofs', 'miss');
    cacheEntries.set(['proofs'], () => this.proofs.size);
    cacheBytes.set(['proofs'], () => this.proofs.bytes);
  }

  /** Whose token it is, where that was proven before. */
  get(token: string): Principal | undefined {
    const digest = tokenDigest(token);
    const proof = this.proofs.get(digest);
    if (proof !== undefined && !proof.hasEnded(this.clock.now())) {
      this.hits.add();
      return proof.principal(token);
    }
    this.misses.add();
    if (proof !== undefined) this.proofs.delete(digest);
    return undefined;
  }

  /** Answers the principal as it will be found again. */
  remember(token: string, principal: Principal): Principal {
    const until = Math.min(this.clock.now() + MAX_AGE_MS, principal.expiresAt * 1000);
    const shared = {
      tenantId: this.interned.text(principal.tenantId),
      clientId: this.interned.text(principal.clientId),
      roles: this.interned.list(principal.roles),
    };
    const proof = isApplication(principal)
      ? new ApplicationProof(until, Object.freeze({ ...principal, ...shared }))
      : new UserProof(until, { ...principal, ...shared, scopes: this.interned.list(principal.scopes) });
    this.proofs.set(tokenDigest(token), proof);
    return proof.principal(token);
  }

  forgetAll(): void {
    this.proofs.clear();
  }
}

/** SHA-256 of a whole token, base64url: no raw token is ever a key. */
export function tokenDigest(token: string): string {
  return hash('sha256', token, 'base64url');
}
