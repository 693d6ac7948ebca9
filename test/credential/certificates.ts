import 'reflect-metadata';
import { X509CertificateGenerator } from '@peculiar/x509';
import { KeyObject, webcrypto } from 'node:crypto';

const RSA = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', publicExponent: new Uint8Array([1, 0, 1]) };
const EC = { name: 'ECDSA', hash: 'SHA-256', namedCurve: 'P-256' };
const DAY_MS = 86_400_000;

export interface TestCertificate {
  /** PEM. */
  readonly certificate: string;
  readonly key: KeyObject;
  /** Certificate and PKCS#8 key, as a registration's file holds them. */
  readonly pem: string;
}

/** A self-signed certificate of an application; it begins a day before it ends where it ends before now. */
export async function certificate(
  options: { daysLeft?: number; modulusLength?: number; elliptic?: boolean } = {},
): Promise<TestCertificate> {
  const { daysLeft = 90, modulusLength = 2048, elliptic = false } = options;
  const algorithm = elliptic ? EC : { ...RSA, modulusLength };
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const notAfter = new Date(Date.now() + daysLeft * DAY_MS);
  const generated = await X509CertificateGenerator.createSelfSigned({
    name: 'CN=api',
    notBefore: new Date(Math.min(Date.now(), notAfter.getTime()) - DAY_MS),
    notAfter,
    keys,
    signingAlgorithm: algorithm,
  });
  const key = KeyObject.from(keys.privateKey);
  const text = `${generated.toString('pem')}\n`;
  return { certificate: text, key, pem: `${text}${keyPem(key)}` };
}

/** PKCS#8, encrypted where a password is given. */
export function keyPem(key: KeyObject, passphrase?: string): string {
  const encryption = passphrase === undefined ? {} : { cipher: 'aes-256-cbc', passphrase };
  return key.export({ type: 'pkcs8', format: 'pem', ...encryption }).toString();
}
