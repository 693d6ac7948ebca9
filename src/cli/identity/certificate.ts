import { createHash, createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { CliError } from '../cli.errors.js';

/** Certificate and key as MSAL takes them. */
export interface CertificateCredential {
  readonly thumbprintSha256: string;
  readonly privateKey: string;
}

/** Reads a PEM file with both. Throws CliError. */
export function readCertificate(path: string): CertificateCredential {
  try {
    const pem = readFileSync(path, 'utf8');
    const key = /-----BEGIN [A-Z ]*PRIVATE KEY-----[^]*?-----END [A-Z ]*PRIVATE KEY-----/.exec(pem)?.[0];
    const { raw } = new X509Certificate(pem);
    if (key === undefined) throw new TypeError('no key');
    const privateKey = createPrivateKey(key).export({ type: 'pkcs8', format: 'pem' }).toString();
    return { thumbprintSha256: createHash('sha256').update(raw).digest('hex'), privateKey };
  } catch (cause) {
    throw new CliError('certificate', `${path} is not a PEM file with a certificate and its key.`, {
      remedy: 'Correct --certificate; an encrypted key has to be decrypted first (openssl pkey).',
      cause,
    });
  }
}
