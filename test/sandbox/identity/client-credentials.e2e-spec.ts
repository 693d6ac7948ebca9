import { importPKCS8, SignJWT } from 'jose';
import { createHash, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestTenant } from '../../helpers/tenant.js';
import { startTestTenant } from '../../helpers/tenant.js';
import { claimsOf, postToken, refusal, text } from './token-client.js';

interface AssertionWish {
  readonly algorithm?: 'RS256' | 'PS256';
  readonly thumbprint?: 'x5t' | 'x5t#S256';
  readonly claims?: Record<string, unknown>;
  /** Whose key signs. */
  readonly signer?: string;
  /** Whose certificate the header names. */
  readonly names?: string;
}

describe('the client credentials grant', () => {
  let tenant: TestTenant;
  const daemon = () => tenant.cloud.directory.named('daemon');
  const contoso = () => daemon().tenantId;
  const pemOf = (name: string) => readFileSync(tenant.cloud.directory.named(name).certificatePath ?? '', 'utf8');
  const ask = (change: Record<string, string> = {}, segment = contoso(), headers: Record<string, string> = {}) =>
    postToken(
      tenant,
      segment,
      {
        grant_type: 'client_credentials',
        client_id: daemon().clientId,
        client_secret: daemon().secret ?? '',
        scope: 'https://graph.microsoft.com/.default',
        ...change,
      },
      headers,
    );
  const assertion = async (wish: AssertionWish = {}) => {
    const { algorithm = 'RS256', thumbprint = 'x5t', signer = 'daemon', names = 'daemon' } = wish;
    const certificate = new X509Certificate(pemOf(names));
    const named = createHash(thumbprint === 'x5t' ? 'sha1' : 'sha256')
      .update(certificate.raw)
      .digest('base64url');
    const pkcs8 = /-----BEGIN PRIVATE KEY-----[^]*?-----END PRIVATE KEY-----/.exec(pemOf(signer))?.[0] ?? '';
    const now = Math.floor(Date.now() / 1000);
    const claims = {
      aud: `${tenant.origins.https}/${contoso()}/oauth2/v2.0/token`,
      iss: daemon().clientId,
      sub: daemon().clientId,
      jti: crypto.randomUUID(),
      nbf: now,
      exp: now + 600,
      ...wish.claims,
    };
    return new SignJWT(claims)
      .setProtectedHeader({ alg: algorithm, typ: 'JWT', [thumbprint]: named })
      .sign(await importPKCS8(pkcs8, algorithm));
  };
  const askByCertificate = async (wish: AssertionWish = {}, change: Record<string, string> = {}) =>
    ask({
      client_secret: '',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: await assertion(wish),
      ...change,
    });

  beforeAll(async () => {
    tenant = await startTestTenant();
  });
  afterAll(() => tenant.close());

  it('gives an application-only Graph token with the assigned roles', async () => {
    const answer = await ask();
    expect(claimsOf(text(answer, 'access_token'))).toMatchObject({
      aud: 'https://graph.microsoft.com',
      appid: daemon().clientId,
      appidacr: '1',
      idtyp: 'app',
      roles: ['User.Read.All', 'Group.Read.All'],
      tid: contoso(),
      ver: '1.0',
    });
    expect(claimsOf(text(answer, 'access_token'))).not.toHaveProperty('scp');
    expect(answer.body).not.toHaveProperty('refresh_token');
    expect(answer.body).not.toHaveProperty('id_token');
  });

  it('gives a v2.0 token for the API', async () => {
    const { clientId } = tenant.cloud.directory.named('api');
    const answer = await ask({ scope: `api://${clientId}/.default` });
    expect(claimsOf(text(answer, 'access_token'))).toMatchObject({
      aud: clientId,
      azp: daemon().clientId,
      roles: ['Handle.Use'],
      idtyp: 'app',
      ver: '2.0',
    });
  });

  it('gives no role nobody assigned', async () => {
    const { clientId, secret = '' } = tenant.cloud.directory.named('web');
    const answer = await ask({ client_id: clientId, client_secret: secret });
    expect(claimsOf(text(answer, 'access_token'))).not.toHaveProperty('roles');
  });

  it('takes the secret by HTTP Basic, encoded or not', async () => {
    const pair = Buffer.from(`${daemon().clientId}:${encodeURIComponent(daemon().secret ?? '')}`).toString('base64');
    const answer = await ask({ client_id: '', client_secret: '' }, contoso(), { authorization: `Basic ${pair}` });
    expect(answer.status).toBe(200);
  });

  it.each([
    ['RS256', 'x5t'],
    ['PS256', 'x5t#S256'],
    ['RS256', 'x5t#S256'],
  ] as const)('takes a certificate by %s and %s', async (algorithm, thumbprint) => {
    const answer = await askByCertificate({ algorithm, thumbprint });
    expect(claimsOf(text(answer, 'access_token'))['appidacr']).toBe('2');
  });

  it('takes the tenant’s other token endpoints and issuer as audience, and a client named by the assertion alone', async () => {
    for (const aud of [
      `${tenant.origins.http}/common/oauth2/v2.0/token`,
      `${tenant.origins.https}/${contoso()}/v2.0`,
      [`${tenant.origins.https}/contoso.example/oauth2/v2.0/token`],
    ])
      expect((await askByCertificate({ claims: { aud } }, { client_id: '' })).status).toBe(200);
  });

  it.each<[string, AssertionWish, number]>([
    ['another key', { signer: 'web' }, 700027],
    ['another certificate', { names: 'web', signer: 'web' }, 700027],
    ['another audience', { claims: { aud: 'https://login.example/token' } }, 700023],
    ['several audiences', { claims: { aud: ['https://one.example', 'https://other.example'] } }, 5002741],
    ['another path of ours', { claims: { aud: 'ours' } }, 700023],
    ['another issuer', { claims: { iss: 'other' } }, 700021],
    ['another subject', { claims: { sub: 'other' } }, 700021],
    ['an end in the past', { claims: { exp: 1000 } }, 700024],
    ['a beginning in the future', { claims: { nbf: 4_000_000_000 } }, 700024],
  ])('refuses an assertion with %s', async (_what, wish, code) => {
    const claims = wish.claims?.['aud'] === 'ours' ? { aud: `${tenant.origins.https}/v1.0/me` } : (wish.claims ?? {});
    const answer = await askByCertificate({ ...wish, claims });
    expect(refusal(answer)).toEqual({ status: 401, error: 'invalid_client', codes: [code] });
  });

  it.each([
    ['what is no assertion', { client_assertion: 'x.y.z' }, 50027],
    ['another kind of assertion', { client_assertion_type: 'saml' }, 90023],
  ])('refuses %s', async (_what, change, code) => {
    const answer = await askByCertificate({}, change);
    expect(refusal(answer)).toEqual({ status: 400, error: 'invalid_request', codes: [code] });
  });

  it.each<[string, Record<string, string>, number, string, number]>([
    ['a wrong secret', { client_secret: 'guess' }, 401, 'invalid_client', 7000215],
    ['no credential', { client_secret: '' }, 401, 'invalid_client', 7000218],
    ['a named scope', { scope: 'https://graph.microsoft.com/User.Read.All' }, 400, 'invalid_scope', 1002012],
    ['no scope', { scope: '' }, 400, 'invalid_request', 900144],
    ['an unknown resource', { scope: 'api://nowhere/.default' }, 400, 'invalid_resource', 500011],
  ])('refuses %s', async (_what, change, status, error, code) => {
    expect(refusal(await ask(change))).toEqual({ status, error, codes: [code] });
  });

  it.each([
    ['common, which a single-tenant application may not use', 'common', 'daemon', 50194],
    ['organizations, which is no tenant', 'organizations', 'web', 50059],
    ['another tenant than its own', 'fabrikam.example', 'daemon', 700016],
  ])('refuses %s', async (_what, segment, name, code) => {
    const { clientId, secret = '' } = tenant.cloud.directory.named(name);
    const answer = await ask({ client_id: clientId, client_secret: secret }, segment);
    expect(answer.status).toBe(400);
    expect(answer.body['error_codes']).toEqual([code]);
  });
});
