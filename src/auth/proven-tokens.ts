import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Caller } from '../common/caller.js';
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
  private readonly callers = new LRUCache<string, { readonly caller: Caller; readonly until: number }>({
    maxSize: MAX_BYTES,
    sizeCalculation: ({ caller }) => caller.assertion.length * WEIGHT + 512,
  });

  constructor(private readonly clock: Clock) {}

  get(digest: string): Caller | undefined {
    const proven = this.callers.get(digest);
    if (proven === undefined) return undefined;
    if (this.clock.now() < proven.until) return proven.caller;
    this.callers.delete(digest);
    return undefined;
  }

  remember(digest: string, caller: Caller): void {
    const until = Math.min(this.clock.now() + MAX_AGE_MS, caller.expiresAt * 1000);
    this.callers.set(digest, { caller, until });
  }

  forgetAll(): void {
    this.callers.clear();
  }
}

/** SHA-256 of a whole token, base64url: no raw token is ever a key. */
export function tokenDigest(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}
