import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Principal } from '../common/caller.js';
import { isApplication } from '../common/caller.js';
import type { Clock } from '../common/clock.js';

const MAX_BYTES = 64 * 1024 * 1024;
const MAX_AGE_MS = 5 * 60_000;
/** Claims, strings and bookkeeping weigh about this much more than the token itself. */
const WEIGHT = 4;

/**
 * Tokens whose proof was done a short while ago, by SHA-256 of all of the token. Bounded by bytes; nothing outlives
 * five minutes, the token's end, or a change of the signing keys.
 */
export class ProvenTokens {
  private readonly principals = new LRUCache<string, { readonly principal: Principal; readonly until: number }>({
    maxSize: MAX_BYTES,
    sizeCalculation: ({ principal }) => tokenLength(principal) * WEIGHT + 512,
  });

  constructor(private readonly clock: Clock) {}

  get(digest: string): Principal | undefined {
    const proven = this.principals.get(digest);
    if (proven === undefined) return undefined;
    if (this.clock.now() < proven.until) return proven.principal;
    this.principals.delete(digest);
    return undefined;
  }

  remember(digest: string, principal: Principal): void {
    const until = Math.min(this.clock.now() + MAX_AGE_MS, principal.expiresAt * 1000);
    this.principals.set(digest, { principal, until });
  }

  forgetAll(): void {
    this.principals.clear();
  }
}

/** An application's token is not kept: its claims are nearly all of it. */
function tokenLength(principal: Principal): number {
  return isApplication(principal) ? 2 * JSON.stringify(principal.claims).length : principal.assertion.length;
}

/** SHA-256 of a whole token, base64url: no raw token is ever a key. */
export function tokenDigest(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}
