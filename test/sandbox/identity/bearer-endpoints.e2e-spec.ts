import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestTenant } from '../../helpers/tenant.js';
import { startTestTenant } from '../../helpers/tenant.js';
import { signInForTokens } from './authorization.js';
import { claimsOf, passwordForm, postToken, text } from './token-client.js';

const MEGAN = 'megan@contoso.example';

describe('endpoints that take a bearer token', () => {
  let tenant: TestTenant;
  const get = async (path: string, token?: string) => {
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const response = await fetch(`${tenant.origins.http}${path}`, { headers });
    return { status: response.status, body: await response.json() };
  };
  const tokenFor = async (scope: string) =>
    text(await postToken(tenant, 'organizations', passwordForm(tenant, MEGAN, scope)), 'access_token');

  beforeAll(async () => {
    tenant = await startTestTenant();
  });
  afterAll(() => tenant.close());

  it('tell who signed in, by the subject of the ID token', async () => {
    const answer = await signInForTokens(tenant, MEGAN, 'web', 'openid profile email User.Read');
    const { status, body } = await get('/oidc/userinfo', text(answer, 'access_token'));
    expect(status).toBe(200);
    expect(body).toMatchObject({
      sub: claimsOf(text(answer, 'id_token'))['sub'],
      name: 'Megan Bowen',
      email: MEGAN,
    });
  });

  it('list the tenants and the subscription of whoever logs in on a command line', async () => {
    const token = await tokenFor(`${tenant.origins.http}//.default`);
    const { tenantId } = tenant.user(MEGAN);
    expect((await get('/tenants?api-version=2019-11-01', token)).body).toMatchObject({ value: [{ tenantId }] });
    expect((await get('/subscriptions?api-version=2019-11-01', token)).body).toMatchObject({
      value: [{ tenantId, state: 'Enabled' }],
    });
  });

  it.each(['/oidc/userinfo', '/tenants', '/subscriptions'])(
    'refuse no, a foreign and the API’s token at %s',
    async (path) => {
      const api = await tenant.identity.mintApiToken({ user: tenant.user(MEGAN) });
      for (const token of [undefined, 'guess', api]) expect((await get(path, token)).status).toBe(401);
    },
  );

  it('refuse userinfo without the scope openid', async () => {
    expect((await get('/oidc/userinfo', await tokenFor('User.Read'))).status).toBe(401);
  });
});

describe('minted and proven tokens', () => {
  let tenant: TestTenant;
  beforeAll(async () => {
    tenant = await startTestTenant();
  });
  afterAll(() => tenant.close());
  const mint = (claims: Record<string, unknown> = {}, header: Record<string, unknown> = {}) =>
    tenant.identity.mintApiToken({ user: tenant.user(MEGAN), claims, header });

  it('carry what is asked and lack what is deleted', async () => {
    const raw = await mint({ aud: 'x', scp: null }, { alg: 'none', crit: ['x'], kid: null });
    const [header = ''] = raw.split('.');
    expect(JSON.parse(Buffer.from(header, 'base64url').toString())).toEqual({ typ: 'JWT', alg: 'none', crit: ['x'] });
    expect(claimsOf(raw)).toMatchObject({ aud: 'x' });
    expect(claimsOf(raw)).not.toHaveProperty('scp');
  });

  it('are proven when they are sound', async () => {
    expect(await tenant.identity.verify(await mint())).toMatchObject({ oid: tenant.user(MEGAN).id });
  });

  it.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    ['the algorithm none', {}, { alg: 'none' }],
    ['another key id', {}, { kid: 'other' }],
    ['a critical extension', {}, { crit: ['x'], x: 1 }],
    ['an end in the past', { exp: 1000 }, {}],
    ['a beginning in the future', { nbf: 4_000_000_000 }, {}],
    ['no end', { exp: null }, {}],
    ['another issuer', { iss: 'https://evil.example/' }, {}],
    ['a version that is not its issuer’s', { ver: '1.0' }, {}],
    ['a foreign tenant', { tid: crypto.randomUUID() }, {}],
    ['the personal tenant, by an organization’s key', { tid: '9188040d-6c67-4c5b-b112-36a304b66dad' }, {}],
  ])('are not proven with %s', async (_what, claims, header) => {
    expect(await tenant.identity.verify(await mint(claims, header))).toBeUndefined();
  });

  it('are not proven with a changed claim', async () => {
    const [header = '', , signature = ''] = (await mint()).split('.');
    const [, claims = ''] = (await mint({ oid: crypto.randomUUID() })).split('.');
    expect(await tenant.identity.verify([header, claims, signature].join('.'))).toBeUndefined();
  });
});
