import { sign } from 'node:crypto';
import type { SigningKey } from './signing-keys.js';

/**
 * A compact JWS (RFC 7515 section 3.1), always signed RS256 by `key` over exactly the header given: the header may lie
 * about `alg`, `kid` or `typ`, which is how tests learn whether a validator believes it.
 */
export function signCompact(
  header: Readonly<Record<string, unknown>>,
  claims: Readonly<Record<string, unknown>>,
  key: SigningKey,
): string {
  const input = `${encoded(header)}.${encoded(claims)}`;
  return `${input}.${sign('RSA-SHA256', Buffer.from(input), key.privateKey).toString('base64url')}`;
}

function encoded(part: Readonly<Record<string, unknown>>): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}
