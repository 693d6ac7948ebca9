import { createLocalJWKSet, jwtVerify } from 'jose';
import { fetch } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { PERSONAL_TENANT_ID } from '../../../src/sandbox/directory/types.js';
import type { TestTenant } from '../../helpers/tenant.js';
import { startTestTenant } from '../../helpers/tenant.js';

const keySet = z.object({
  keys: z.array(
    z.object({
      kty: z.string(),
      kid: z.string(),
      use: z.literal('sig'),
      x5t: z.string(),
      n: z.string(),
      e: z.string(),
      x5c: z.array(z.string()),
      issuer: z.string().optional(),
    }),
  ),
});
const document = z.looseObject({ issuer: z.string(), jwks_uri: z.string(), token_endpoint: z.string() });

describe('discovery', () => {
  let tenant: TestTenant;
  let contoso: string;
  const get = async (path: string, origin = tenant.origins.http, headers: Record<string, string> = {}) => {
    const response = await fetch(`${origin}${path}`, { dispatcher: tenant.agent, headers });
    return { status: response.status, headers: response.headers, body: await response.json() };
  };
  const about = (endpoint: string) =>
    get(`/common/discovery/instance?api-version=1.1&authorization_endpoint=${encodeURIComponent(endpoint)}`);
  const keysAt = async (path: string) => keySet.parse((await get(path)).body).keys;

  beforeAll(async () => {
    tenant = await startTestTenant();
    contoso = tenant.user('megan@contoso.example').tenantId;
  });
  afterAll(() => tenant.close());

  it.each(['v2.0', '/v2.0', 'b2c_1_sandbox/v2.0'])('finds the v2.0 document under %s', async (between) => {
    const { body } = await get(`/${contoso}/${between}/.well-known/openid-configuration`);
    expect(document.parse(body).issuer).toBe(`${tenant.origins.https}/${contoso}/v2.0`);
  });

  it('names all addresses on the origin it was asked at, and the one issuer', async () => {
    for (const origin of [tenant.origins.http, tenant.origins.https]) {
      const { body } = await get('/contoso.example/v2.0/.well-known/openid-configuration', origin);
      expect(body).toMatchObject({
        issuer: `${tenant.origins.https}/${contoso}/v2.0`,
        authorization_endpoint: `${origin}/contoso.example/oauth2/v2.0/authorize`,
        token_endpoint: `${origin}/contoso.example/oauth2/v2.0/token`,
        jwks_uri: `${origin}/contoso.example/discovery/v2.0/keys`,
        device_authorization_endpoint: `${origin}/contoso.example/oauth2/v2.0/devicecode`,
        end_session_endpoint: `${origin}/contoso.example/oauth2/v2.0/logout`,
        userinfo_endpoint: `${origin}/oidc/userinfo`,
      });
    }
  });

  it.each([
    ['common', '{tenantid}'],
    ['organizations', '{tenantid}'],
    ['consumers', PERSONAL_TENANT_ID],
  ])('names the issuer of %s', async (segment, tenantId) => {
    const v2 = await get(`/${segment}/v2.0/.well-known/openid-configuration`);
    expect(document.parse(v2.body).issuer).toBe(`${tenant.origins.https}/${tenantId}/v2.0`);
    const v1 = await get(`/${segment}/.well-known/openid-configuration`);
    expect(document.parse(v1.body).issuer).toBe(`${tenant.origins.https}/${tenantId}/`);
  });

  it('publishes organizations’ and personal keys at common, each under its issuer', async () => {
    const keys = await keysAt('/common/discovery/v2.0/keys');
    expect(keys.map(({ issuer }) => issuer)).toEqual([
      `${tenant.origins.https}/{tenantid}/v2.0`,
      `${tenant.origins.https}/${PERSONAL_TENANT_ID}/v2.0`,
    ]);
  });

  it('publishes at a tenant its own keys alone', async () => {
    const [work] = await keysAt(`/${contoso}/discovery/v2.0/keys`);
    const [personal] = await keysAt('/consumers/discovery/v2.0/keys');
    expect(work?.kid).not.toBe(personal?.kid);
    expect(work?.issuer).toBe(`${tenant.origins.https}/${contoso}/v2.0`);
    expect(personal?.issuer).toBe(`${tenant.origins.https}/${PERSONAL_TENANT_ID}/v2.0`);
  });

  it('publishes no issuer in the v1 key set', async () => {
    for (const key of await keysAt('/common/discovery/keys')) expect(key).not.toHaveProperty('issuer');
  });

  it('signs with a published key', async () => {
    const token = await tenant.identity.mintApiToken({ user: tenant.user('megan@contoso.example') });
    const set = createLocalJWKSet({ keys: await keysAt(`/${contoso}/discovery/v2.0/keys`) });
    await expect(jwtVerify(token, set)).resolves.toBeDefined();
  });

  it('publishes a new key beside the old one, or in its place', async () => {
    const [before] = await keysAt('/common/discovery/v2.0/keys');
    const kid = await tenant.identity.rotateKeys({ withdrawOld: false });
    const grown = (await keysAt(`/${contoso}/discovery/v2.0/keys`)).map((key) => key.kid);
    expect(grown).toEqual([kid, before?.kid]);
    const alone = await tenant.identity.rotateKeys({ withdrawOld: true });
    expect((await keysAt(`/${contoso}/discovery/v2.0/keys`)).map((key) => key.kid)).toEqual([alone]);
  });

  it.each([
    ['/ffffffff-ffff-4fff-8fff-ffffffffffff', 'invalid_tenant', 90002],
    ['/unknown.example', 'invalid_tenant', 90002],
    ['/not_a_tenant', 'invalid_request', 900023],
  ])('does not know the tenant %s', async (path, error, code) => {
    const { status, body } = await get(`${path}/v2.0/.well-known/openid-configuration`);
    expect(status).toBe(400);
    expect(body).toMatchObject({ error, error_codes: [code] });
  });

  it('tells MSAL which hosts are this cloud, and refuses others', async () => {
    const known = await about(`${tenant.origins.https}/${contoso}/oauth2/v2.0/authorize`);
    const { host } = new URL(tenant.origins.https);
    expect(known.body).toMatchObject({
      tenant_discovery_endpoint: `${tenant.origins.https}/${contoso}/v2.0/.well-known/openid-configuration`,
      'api-version': '1.1',
      metadata: expect.arrayContaining([{ preferred_network: host, preferred_cache: host, aliases: [host] }]),
    });
    const foreign = await about('https://login.evil.example/common/oauth2/v2.0/authorize');
    expect(foreign.status).toBe(400);
    expect(foreign.body).toMatchObject({ error: 'invalid_instance', error_codes: [50049] });
  });

  it('knows the realm of its own users alone', async () => {
    expect((await get('/common/userrealm/megan@contoso.example?api-version=1.0')).body).toMatchObject({
      ver: '1.0',
      account_type: 'Managed',
    });
    expect((await get('/common/userrealm/someone@elsewhere.example?api-version=1.0')).status).toBe(404);
  });
});
