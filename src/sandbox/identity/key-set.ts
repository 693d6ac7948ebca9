import type { SigningKey } from './signing-keys.js';

/** One entry of a JSON Web Key Set (RFC 7517), with Entra's `issuer` in v2.0 sets. */
export function publishedKey(key: SigningKey, issuer?: string): Record<string, unknown> {
  const { n, e } = key.publicKey.export({ format: 'jwk' });
  return {
    kty: 'RSA',
    use: 'sig',
    kid: key.kid,
    x5t: key.kid,
    n,
    e,
    x5c: [key.certificate],
    ...(issuer !== undefined && { issuer }),
  };
}
