import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { X509Certificate } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Clock } from '../../common/clock.js';
import { serverCredentials } from './certificate-authority.js';
import { Installation } from './installation.js';

const DAY_MS = 86_400_000;

class SetClock extends Clock {
  constructor(public time = Date.now()) {
    super();
  }
  override now(): number {
    return this.time;
  }
}

let folder: string;
let clock: SetClock;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'behalf-ca-'));
  clock = new SetClock();
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('serverCredentials', () => {
  it('names localhost, both loopback addresses and the further hosts', async () => {
    const { cert } = await serverCredentials(new Installation(folder), clock, ['Login.example']);
    const certificate = new X509Certificate(cert);
    for (const host of ['localhost', 'login.example']) expect(certificate.checkHost(host)).toBe(host);
    for (const address of ['127.0.0.1', '::1']) expect(certificate.checkIP(address)).toBe(address);
    expect(certificate.checkHost('graph.example')).toBeUndefined();
  });

  it('is signed by the authority in ca.pem, which is a certificate and no key', async () => {
    const installation = new Installation(folder);
    const { cert, ca } = await serverCredentials(installation, clock);
    const authority = new X509Certificate(ca);
    expect(new X509Certificate(cert).verify(authority.publicKey)).toBe(true);
    expect([authority.ca, new X509Certificate(cert).ca]).toEqual([true, false]);
    const file = readFileSync(installation.path('ca.pem'), 'utf8');
    expect(file).toBe(ca);
    expect(file).not.toContain('PRIVATE');
  });

  it('keeps every file to the owner', async () => {
    const installation = new Installation(folder);
    await serverCredentials(installation, clock);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    for (const name of ['ca.pem', 'server-certificate.json'])
      expect(statSync(installation.path(name)).mode & 0o777).toBe(0o600);
  });

  it('stays the same while more than ten days are left, and lives for thirty', async () => {
    const first = await serverCredentials(new Installation(folder), clock);
    clock.time += 19 * DAY_MS;
    expect(await serverCredentials(new Installation(folder), clock)).toEqual(first);
    const { validTo, validFrom } = new X509Certificate(first.ca);
    expect(Math.round((Date.parse(validTo) - Date.parse(validFrom)) / DAY_MS)).toBe(30);
  });

  it('is renewed when less than ten days are left', async () => {
    const first = await serverCredentials(new Installation(folder), clock);
    clock.time += 21 * DAY_MS;
    const second = await serverCredentials(new Installation(folder), clock);
    expect(second.ca).not.toBe(first.ca);
    expect(Date.parse(new X509Certificate(second.cert).validTo)).toBeGreaterThan(clock.time + 29 * DAY_MS);
  });

  it('is renewed when the host names change', async () => {
    const first = await serverCredentials(new Installation(folder), clock);
    const second = await serverCredentials(new Installation(folder), clock, ['login.example']);
    expect(second.ca).not.toBe(first.ca);
  });

  it('writes ca.pem again when it is gone', async () => {
    const installation = new Installation(folder);
    const { ca } = await serverCredentials(installation, clock);
    rmSync(installation.path('ca.pem'));
    await serverCredentials(installation, clock);
    expect(installation.readText('ca.pem')).toBe(ca);
  });
});
