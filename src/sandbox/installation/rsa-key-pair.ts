import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

export interface RsaKeyPair {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

/**
 * A fresh RSA key pair, by way of PEM. Key objects straight from the generator share a lock with the job that made them:
 * a garbage collection while such a key is exported as JWK ends the job and waits for that lock for ever (Node.js 20,
 * seen in KeyGenJob's destructor under ExportJWKRsaKey).
 */
export function rsaKeyPair(modulusLength = 2048): RsaKeyPair {
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const own = createPrivateKey(privateKey);
  return { privateKey: own, publicKey: createPublicKey(own) };
}
