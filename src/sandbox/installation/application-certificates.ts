import 'reflect-metadata';
import { KeyUsageFlags, KeyUsagesExtension, X509Certificate, X509CertificateGenerator } from '@peculiar/x509';
import { webcrypto } from 'node:crypto';
import { basename } from 'node:path';
import type { Clock } from '../../common/clock.js';
import type { Application } from '../directory/types.js';
import type { Installation } from './installation.js';
import { DAY_MS, pkcs8Pem, validity } from './pem.js';

const LIFETIME_DAYS = 365;
const RENEW_BEFORE_DAYS = 10;
const RSA = {
  name: 'RSASSA-PKCS1-v1_5',
  hash: 'SHA-256',
  modulusLength: 2048,
  publicExponent: new Uint8Array([1, 0, 1]),
};

/** Writes the PEM file (certificate, then PKCS#8 key) of each application that proves itself with one, where it is missing or old. */
export async function makeApplicationCertificates(
  installation: Installation,
  applications: readonly Application[],
  clock: Clock,
): Promise<void> {
  await Promise.all(
    applications.map(async ({ name, certificatePath }) => {
      if (certificatePath === undefined) return;
      const file = basename(certificatePath);
      const kept = installation.readText(file);
      if (kept === undefined || !lastsLonger(kept, clock)) installation.writeText(file, await make(name, clock));
    }),
  );
}

function lastsLonger(pem: string, clock: Clock): boolean {
  return new X509Certificate(pem).notAfter.getTime() - clock.now() > RENEW_BEFORE_DAYS * DAY_MS;
}

async function make(name: string, clock: Clock): Promise<string> {
  const keys = await webcrypto.subtle.generateKey(RSA, true, ['sign', 'verify']);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    ...validity(clock, LIFETIME_DAYS),
    name: `CN=${name}`,
    keys,
    signingAlgorithm: RSA,
    extensions: [new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true)],
  });
  return `${certificate.toString('pem')}\n${pkcs8Pem(keys.privateKey)}`;
}
