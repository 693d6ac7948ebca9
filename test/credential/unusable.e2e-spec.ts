import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ConfigurationError } from '../../src/config/load-config.js';
import { certificate, keyPem } from './certificates.js';
import type { CredentialSystem } from './credential-system.js';
import { startCredentialSystem } from './credential-system.js';
import { Workload } from './workload.js';

const CERTIFICATE = 'AZURE_CLIENT_CERTIFICATE_PATH';
const PASSWORD = 'AZURE_CLIENT_CERTIFICATE_PASSWORD';
const TOKEN = 'AZURE_FEDERATED_TOKEN_FILE';
const password = ['open', 'sesame'].join('-');

describe('a credential that cannot be used', () => {
  let system: CredentialSystem;

  beforeAll(async () => {
    system = await startCredentialSystem();
  });
  afterAll(() => system.close());

  async function problemsOfStart(environment: Record<string, string>): Promise<unknown> {
    const failure: unknown = await system.api(environment).catch((error: unknown) => error);
    if (!(failure instanceof ConfigurationError)) return failure;
    for (const value of Object.values(environment)) expect(failure.message).not.toContain(value);
    expect(failure.message).not.toContain('PRIVATE KEY');
    return Object.fromEntries(failure.problems.map(({ name, reason }) => [name, reason]));
  }

  it.each([
    ['a certificate file that is not there', CERTIFICATE, undefined, 'names a file that cannot be read'],
    ['an empty certificate file', CERTIFICATE, '', 'names a file without a certificate'],
    ['a token file that is not there', TOKEN, undefined, 'names a file that cannot be read'],
    ['an empty token file', TOKEN, '\n', 'names a file that holds no token'],
    ['a token file with something else', TOKEN, 'not.a.token', 'names a file that holds no token'],
  ])('ends the start, naming the setting: %s', async (_case, setting, text, reason) => {
    const path = system.file(`${setting}-${String(text?.length)}`);
    if (text !== undefined) writeFileSync(path, text);
    expect(await problemsOfStart({ [setting]: path })).toEqual({ [setting]: reason });
  });

  it('ends the start, naming the setting: half a token', async () => {
    const path = system.file('half');
    writeFileSync(path, new Workload().token().slice(0, 60));
    expect(await problemsOfStart({ [TOKEN]: path })).toEqual({ [TOKEN]: 'names a file that holds no token' });
  });

  it('ends the start, naming the setting: certificates and keys that do not go together', async () => {
    const own = await certificate();
    const other = await certificate();
    const weak = await certificate({ modulusLength: 1024 });
    const elliptic = await certificate({ elliptic: true });
    const files: [string, Record<string, string>, Record<string, string>][] = [
      [own.certificate, {}, { [CERTIFICATE]: 'names a file without an RSA private key' }],
      [keyPem(own.key), {}, { [CERTIFICATE]: 'names a file without a certificate' }],
      [
        own.certificate + keyPem(other.key),
        {},
        { [CERTIFICATE]: 'names a file whose private key is not that of its certificate' },
      ],
      [weak.pem, {}, { [CERTIFICATE]: 'names a file with a key of less than 2048 bits' }],
      [elliptic.pem, {}, { [CERTIFICATE]: 'names a file without an RSA private key' }],
      [own.pem.replace(/[A-Za-z\d]{8}/, '********'), {}, { [CERTIFICATE]: 'names a file without a certificate' }],
      [own.certificate + keyPem(own.key, password), {}, { [PASSWORD]: 'is required: the private key is encrypted' }],
      [
        own.certificate + keyPem(own.key, password),
        { [PASSWORD]: `${password}-or-so` },
        { [PASSWORD]: 'does not open the private key' },
      ],
    ];
    for (const [index, [text, more, problems]] of files.entries()) {
      const path = system.file(`pair-${index}`);
      writeFileSync(path, text);
      expect(await problemsOfStart({ [CERTIFICATE]: path, ...more })).toEqual(problems);
    }
  });

  it('is none where the password opens its key and a chain stands before it', async () => {
    const [own, above] = [await certificate(), await certificate()];
    const path = system.file('encrypted.pem');
    writeFileSync(path, above.certificate + keyPem(own.key, password) + own.certificate);
    system.register(own.pem);
    const api = await system.api({
      [CERTIFICATE]: path,
      [PASSWORD]: password,
      AZURE_CLIENT_SEND_CERTIFICATE_CHAIN: 'on',
    });
    expect((await api.exchange()).status).toBe(200);
    expect(api.log()).not.toContain(password);
  });

  it('is told in the log and as degraded when it ends within two weeks', async () => {
    const own = await certificate({ daysLeft: 10 });
    const path = system.file('expiring.pem');
    writeFileSync(path, own.pem);
    system.register(own.pem);
    const api = await system.api({ [CERTIFICATE]: path });
    expect((await api.exchange()).status).toBe(200);
    expect(await api.ready()).toMatchObject({
      statusCode: 200,
      status: 'degraded',
      checks: { credential: 'expiring' },
    });
    expect(api.log()).toMatch(/"level":"warn"[^\n]*"kind":"certificate","days":9,"event":"credential_expiring"/);
    expect(api.log()).not.toContain(path);
  });

  it('is told again every day', async () => {
    const own = await certificate({ daysLeft: 10 });
    const path = system.file('again.pem');
    writeFileSync(path, own.pem);
    const api = await system.api({ [CERTIFICATE]: path }, { limits: { credentialCheckMs: 20 } });
    await expect.poll(() => api.log().split('credential_expiring').length).toBeGreaterThan(3);
  });

  it('is 500, never 401, when it has ended', async () => {
    const own = await certificate({ daysLeft: -1 });
    const path = system.file('expired.pem');
    writeFileSync(path, own.pem);
    system.register(own.pem);
    const api = await system.api({ [CERTIFICATE]: path });
    expect((await api.ready()).checks['credential']).toBe('expired');
    const answer = await api.exchange();
    expect({ status: answer.status, code: answer.body['code'] }).toEqual({ status: 500, code: 'misconfigured' });
    expect((await api.ready()).checks['credential']).toBe('refused');
    expect(api.log()).toContain('"event":"credential_expired"');
  });

  it.each([
    ['a token that has expired', { exp: 1_700_000_000 }, 700024],
    ['the token of another issuer', { iss: 'https://other.example/' }, 700211],
    ['the token of another workload', { sub: 'system:serviceaccount:other:api' }, 700213],
    ['a token for another audience', { aud: ['https://other.example'] }, 700212],
  ])('is 500, never 401, where it is %s', async (kind, claims, number) => {
    system.tenant.cloud.directory.reset();
    const path = system.file(kind.replaceAll(' ', '-'));
    writeFileSync(path, new Workload().trustedBy(system.tenant).token(claims));
    const api = await system.api({ [TOKEN]: path });
    const answer = await api.exchange();
    expect({ status: answer.status, code: answer.body['code'] }).toEqual({ status: 500, code: 'misconfigured' });
    expect(api.log()).toContain(`"aadsts":"${number}"`);
    expect((await api.ready()).checks['credential']).toBe('refused');
  });

  it('is 500 where the managed identity is none of this machine', async () => {
    const { clientId } = system.tenant.cloud.directory.named('daemon');
    for (const kind of ['imds', 'app_service'] as const) {
      const api = await system.api({ ...system.managedIdentity(kind), AZURE_MANAGED_IDENTITY_CLIENT_ID: clientId });
      const answer = await api.exchange();
      expect({ status: answer.status, code: answer.body['code'] }).toEqual({ status: 500, code: 'misconfigured' });
      expect((await api.ready()).checks['credential']).toBe('unavailable');
    }
  });
});
