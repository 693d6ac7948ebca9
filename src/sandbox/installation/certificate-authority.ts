import 'reflect-metadata';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509';
import { randomBytes, webcrypto } from 'node:crypto';
import { isIP } from 'node:net';
import { z } from 'zod';
import type { Clock } from '../../common/clock.js';
import type { Installation } from './installation.js';
import { nameConstraints } from './name-constraints.js';
import { DAY_MS, pkcs8Pem, validity } from './pem.js';

/** What a TLS server presents: certificate chain and key, PEM. */
export interface ServerCredentials {
  readonly cert: string;
  readonly key: string;
  /** The authority that signed it, to be trusted by clients; also `ca.pem` in the installation's folder. */
  readonly ca: string;
}

const LIFETIME_DAYS = 30;
const RENEW_BEFORE_DAYS = 10;
const ECDSA = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const LOOPBACK = ['localhost', '127.0.0.1', '::1'];

const kept = z.object({ hosts: z.array(z.string()), cert: z.string(), key: z.string(), ca: z.string() });

/**
 * The server certificate for localhost and `furtherHosts`, and the authority behind it. Both are made at the first
 * start, are valid for 30 days, and are made anew when less than ten are left or the host names have changed. The
 * authority's key signs that one certificate and is forgotten: who trusts `ca.pem` trusts nothing else.
 */
export async function serverCredentials(
  installation: Installation,
  clock: Clock,
  furtherHosts: readonly string[] = [],
): Promise<ServerCredentials> {
  const hosts = [...new Set([...LOOPBACK, ...furtherHosts.map((host) => host.toLowerCase())])];
  const found = installation.readJson('server-certificate.json', kept);
  const current =
    found !== undefined && found.hosts.join() === hosts.join() && lastsLonger(found.ca, clock)
      ? found
      : await make(hosts, clock);
  if (current !== found) installation.writeJson('server-certificate.json', current);
  if (installation.readText('ca.pem') !== current.ca) installation.writeText('ca.pem', current.ca);
  return current;
}

/** The credentials a running tenant of this installation presents; throws when none have been made. */
export function keptServerCredentials(installation: Installation): ServerCredentials {
  const found = installation.readJson('server-certificate.json', kept);
  if (found === undefined) throw new Error('the embedded tenant has made no certificate');
  return found;
}

function lastsLonger(pem: string, clock: Clock): boolean {
  return new X509Certificate(pem).notAfter.getTime() - clock.now() > RENEW_BEFORE_DAYS * DAY_MS;
}

async function make(hosts: readonly string[], clock: Clock): Promise<z.infer<typeof kept>> {
  const times = validity(clock, LIFETIME_DAYS);
  const authorityKeys = await generateKeys();
  // A name of its own each time: browsers that still know an older authority must not confuse the two.
  const authorityName = `CN=Behalf embedded tenant ${randomBytes(4).toString('hex')}`;
  const authority = await X509CertificateGenerator.createSelfSigned({
    ...times,
    name: authorityName,
    keys: authorityKeys,
    signingAlgorithm: ECDSA,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      nameConstraints(hosts),
      await SubjectKeyIdentifierExtension.create(authorityKeys.publicKey),
    ],
  });

  const serverKeys = await generateKeys();
  const server = await X509CertificateGenerator.create({
    ...times,
    subject: 'CN=Behalf embedded tenant server',
    issuer: authority.subjectName,
    publicKey: serverKeys.publicKey,
    signingKey: authorityKeys.privateKey,
    signingAlgorithm: ECDSA,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
      new SubjectAlternativeNameExtension(
        hosts.map((value) => ({ type: isIP(value) === 0 ? ('dns' as const) : ('ip' as const), value })),
      ),
      await SubjectKeyIdentifierExtension.create(serverKeys.publicKey),
      await AuthorityKeyIdentifierExtension.create(authorityKeys.publicKey),
    ],
  });
  return {
    hosts: [...hosts],
    cert: `${server.toString('pem')}\n`,
    key: pkcs8Pem(serverKeys.privateKey),
    ca: `${authority.toString('pem')}\n`,
  };
}

function generateKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(ECDSA, true, ['sign', 'verify']);
}
