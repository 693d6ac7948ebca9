import { createHmac, hkdfSync } from 'node:crypto';
import { Sealer } from './sealer.js';

/**
 * The keys of TOKEN_CACHE_KEYS, newest first. Each purpose gets keys of its own (HKDF, RFC 5869), so that what is sealed
 * for one can never be opened as another.
 */
export class KeyRing {
  /** `secrets`: 32 bytes each, at least one. */
  constructor(private readonly secrets: readonly Uint8Array[]) {}

  /** Seals with the newest key, opens with any. */
  sealer(purpose: string): Sealer {
    return new Sealer(
      this.secrets.map((secret) => ({ id: derived(secret, 'id').subarray(0, 4), key: derived(secret, purpose) })),
    );
  }

  /**
   * Names something without saying what it is: HMAC-SHA-256 over length-prefixed parts, base64url, under every key, the
   * newest first.
   */
  names(purpose: string, parts: readonly string[]): readonly [string, ...string[]] {
    const text = parts.map((part) => `${part.length}:${part}`).join('');
    const [newest = '', ...older] = this.secrets.map((secret) =>
      createHmac('sha256', derived(secret, purpose)).update(text).digest('base64url'),
    );
    return [newest, ...older];
  }
}

function derived(secret: Uint8Array, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', `behalf/${purpose}`, 32));
}
