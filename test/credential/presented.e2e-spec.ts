import { X509Certificate, constants, verify } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ApiAlone } from '../helpers/api-alone.js';
import { startApiBefore } from '../helpers/api-alone.js';
import { contentsOf, signingInput } from '../helpers/forged-tokens.js';
import { StandInAuthority, json } from '../helpers/stand-in-authority.js';
import type { TestCertificate } from './certificates.js';
import { certificate, keyPem } from './certificates.js';
import { Workload } from './workload.js';

const JWT_BEARER = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

describe('what the token endpoint receives', () => {
  let authority: StandInAuthority;
  let own: TestCertificate;
  let folder: string;
  let api: ApiAlone | undefined;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'behalf-presented-'));
    [authority, own] = await Promise.all([StandInAuthority.start(), certificate()]);
  });
  afterEach(async () => {
    await api?.close();
    authority.behave();
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await authority.close();
  });

  const file = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };

  async function exchange(environment: Record<string, string>): Promise<URLSearchParams> {
    api = await startApiBefore(authority, { environment: { AZURE_CLIENT_SECRET: '', ...environment } });
    await (await api.get('/v1.0/me', authority.token())).body.dump();
    expect(authority.exchanges).toHaveLength(1);
    return new URLSearchParams(authority.exchanges[0]?.body);
  }

  it('is an assertion signed by the certificate for this token endpoint, named by its SHA-256', async () => {
    const form = await exchange({ AZURE_CLIENT_CERTIFICATE_PATH: file('own.pem', own.pem) });
    const assertion = form.get('client_assertion') ?? '';
    const { header, claims } = contentsOf(assertion);
    const { publicKey, fingerprint256 } = new X509Certificate(own.certificate);
    const thumbprint = Buffer.from(fingerprint256.replaceAll(':', ''), 'hex').toString('base64url');
    expect(form.get('client_assertion_type')).toBe(JWT_BEARER);
    expect(form.has('client_secret')).toBe(false);
    expect(header).toEqual({ typ: 'JWT', alg: 'PS256', 'x5t#S256': thumbprint });
    expect(claims).toMatchObject({
      iss: authority.clientId,
      sub: authority.clientId,
      aud: `${authority.origin}/${authority.tenantId}/oauth2/v2.0/token`,
    });
    const signature = Buffer.from(assertion.slice(assertion.lastIndexOf('.') + 1), 'base64url');
    const key = { key: publicKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };
    expect(verify('sha256', signingInput(assertion), key, signature)).toBe(true);
  });

  it('carries the certificates where the registration wants them', async () => {
    const path = file('chain.pem', own.pem);
    const form = await exchange({ AZURE_CLIENT_CERTIFICATE_PATH: path, AZURE_CLIENT_SEND_CERTIFICATE_CHAIN: 'true' });
    const { header } = contentsOf(form.get('client_assertion') ?? '');
    expect(header['x5c']).toEqual([new X509Certificate(own.certificate).raw.toString('base64')]);
  });

  it('is the workload’s token as it stands in the file', async () => {
    const token = new Workload().token();
    const form = await exchange({ AZURE_FEDERATED_TOKEN_FILE: file('token', `${token}\n`) });
    expect(form.get('client_assertion')).toBe(token);
    expect(form.get('client_assertion_type')).toBe(JWT_BEARER);
    expect(form.has('client_secret')).toBe(false);
  });

  it('is the first credential alone where several are set', async () => {
    const form = await exchange({
      AZURE_FEDERATED_TOKEN_FILE: file('first', new Workload().token()),
      AZURE_CLIENT_CERTIFICATE_PATH: file('second.pem', own.pem),
      AZURE_CLIENT_SECRET: authority.secret,
    });
    expect(form.has('client_secret')).toBe(false);
    expect(contentsOf(form.get('client_assertion') ?? '').header).not.toHaveProperty('x5t#S256');
  });

  it.each([
    [7000215, 'invalid_client', 401],
    [7000222, 'invalid_client', 401],
    [700027, 'invalid_client', 401],
    [700024, 'invalid_client', 401],
    [700213, 'invalid_client', 400],
    [70021, 'invalid_request', 400],
  ])(
    'is sent once where Entra refuses it with %i and nothing has changed, and never logged',
    async (number, error, status) => {
      authority.tokenEndpoint = (response) =>
        json(response, { error, error_description: `AADSTS${number}: no.`, error_codes: [number] }, status);
      const passphrase = ['canary', String(number)].join('-');
      const pem = own.certificate + keyPem(own.key, passphrase);
      const form = await exchange({
        AZURE_CLIENT_CERTIFICATE_PATH: file('canary.pem', pem),
        AZURE_CLIENT_CERTIFICATE_PASSWORD: passphrase,
      });
      const answer = await api?.get('/v1.0/me', authority.token());
      expect(answer?.statusCode).toBe(500);
      expect(answer?.headers['www-authenticate']).toBeUndefined();
      expect(await answer?.body.json()).toMatchObject({ code: 'misconfigured', remedy: 'fix_configuration' });
      const log = api?.log() ?? '';
      const ready = await (await api?.get('/health/ready', authority.token()))?.body.json();
      expect(ready).toMatchObject({ status: 'degraded', checks: { credential: 'refused' } });
      for (const canary of [
        passphrase,
        form.get('client_assertion') ?? '',
        folder,
        ...keyPem(own.key).split('\n').slice(1, -2),
      ])
        expect(log).not.toContain(canary);
    },
  );
});
