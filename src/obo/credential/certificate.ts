import type { KeyObject } from 'node:crypto';
import { X509Certificate, createPrivateKey } from 'node:crypto';
import type { Presentation } from './client-credential.js';
import { CredentialError } from './credential.errors.js';

const CERTIFICATES = /-----BEGIN CERTIFICATE-----\s.+?-----END CERTIFICATE-----/gs;
const PRIVATE_KEY = /-----BEGIN ((?:RSA |ENCRYPTED )?PRIVATE KEY)-----\s.+?-----END \1-----/s;
const MIN_MODULUS_BITS = 2048;

export interface CertificateOptions {
  /** Opens an encrypted private key. */
  readonly password: string | undefined;
  /** Presents the certificates too (`x5c`), for registrations that trust a subject name and issuer. */
  readonly sendChain: boolean;
}

/**
 * A PEM file with a certificate, its RSA private key, and perhaps the chain above it, in any order. MSAL signs with it
 * and names it by `x5t#S256`. Throws CredentialError.
 */
export function readCertificate(pem: string, { password, sendChain }: CertificateOptions): Presentation {
  const certificates = (pem.match(CERTIFICATES) ?? []).map(certificate);
  if (certificates.length === 0) throw new CredentialError('no_certificate');
  const key = privateKey(pem, password);
  const own = certificates.find((each) => each.checkPrivateKey(key));
  if (own === undefined) throw new CredentialError('other_key');
  const chain = [own, ...certificates.filter((each) => each !== own)];
  return {
    msal: {
      clientCertificate: {
        thumbprintSha256: own.fingerprint256.replaceAll(':', ''),
        privateKey: key.export({ type: 'pkcs8', format: 'pem' }).toString(),
        ...(sendChain && { x5c: chain.map(String).join('') }),
      },
    },
    endsAt: Date.parse(own.validTo),
  };
}

function certificate(pem: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch (cause) {
    throw new CredentialError('no_certificate', { cause });
  }
}

function privateKey(pem: string, password: string | undefined): KeyObject {
  const [key] = PRIVATE_KEY.exec(pem) ?? [];
  if (key === undefined) throw new CredentialError('no_private_key');
  const parsed = openedKey(key, password);
  if (parsed.asymmetricKeyType !== 'rsa') throw new CredentialError('no_private_key');
  if ((parsed.asymmetricKeyDetails?.modulusLength ?? 0) < MIN_MODULUS_BITS) throw new CredentialError('weak_key');
  return parsed;
}

function openedKey(key: string, passphrase: string | undefined): KeyObject {
  const encrypted = /ENCRYPTED/.test(key);
  if (encrypted && passphrase === undefined) throw new CredentialError('password_missing');
  try {
    return createPrivateKey({ key, ...(encrypted && { passphrase }) });
  } catch (cause) {
    throw new CredentialError(encrypted ? 'password_wrong' : 'no_private_key', { cause });
  }
}
