import { request } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { PlayedAuthority } from '../../../src/sandbox/played-authorities.js';
import { contentsOf } from '../../helpers/forged-tokens.js';
import { resolveLoopbackNames } from '../../helpers/loopback-names.js';
import type { TestTenant } from '../../helpers/tenant.js';
import { startTestTenant } from '../../helpers/tenant.js';

const json = z.record(z.string(), z.unknown());
const keySet = z.object({ keys: z.array(z.record(z.string(), z.unknown())).min(1) });
const ISAIAH = 'isaiah@fabrikam.example';
const MEGAN = 'megan@contoso.example';

describe('authorities under host names of their own', () => {
  let tenant: TestTenant;
  beforeAll(async () => {
    resolveLoopbackNames();
    tenant = await startTestTenant();
  });
  afterAll(() => tenant.close());

  const authority = (kind: PlayedAuthority['kind'], name = 'contoso'): { origin: string; issuer: string } => {
    const found = tenant.cloud.played.find(
      (each) => each.kind === kind && (kind === 'sovereign' || each.origins.some((origin) => origin.includes(name))),
    );
    if (found?.origins[0] === undefined) throw new Error(`nobody plays ${kind}`);
    return { origin: found.origins[0], issuer: found.issuer };
  };
  const get = async (address: string, token?: string): Promise<{ status: number; body: Record<string, unknown> }> => {
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const answer = await request(address, { dispatcher: tenant.agent, headers });
    const text = await answer.body.text();
    return { status: answer.statusCode, body: text.startsWith('{') ? json.parse(JSON.parse(text)) : {} };
  };
  const post = async (address: string, form: Record<string, string>): Promise<Record<string, unknown>> => {
    const answer = await request(`${address}/oauth2/v2.0/token`, {
      dispatcher: tenant.agent,
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(form).toString(),
    });
    return json.parse(await answer.body.json());
  };
  const exchange = async (origin: string, segment: string, assertion: string): Promise<Record<string, unknown>> => {
    const { clientId, secret = '' } = tenant.cloud.directory.named('api');
    return post(`${origin}/${segment}`, {
      grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
      requested_token_use: 'on_behalf_of',
      scope: 'https://graph.microsoft.com/.default',
      client_id: clientId,
      client_secret: secret,
      assertion,
    });
  };
  const mint = (user: string, origin: string): Promise<string> =>
    tenant.identity.mintApiToken({ user: tenant.user(user), authority: origin });

  const tenantId = (name: string): string => tenant.cloud.directory.tenant(`${name}.example`)?.id ?? '';

  it('CIAM publishes an issuer and keys on the host of the tenant’s id, at both of its hosts', async () => {
    const id = tenantId('contoso');
    const { origin } = authority('ciam');
    const byId = origin.replace('contoso', id);
    for (const host of [origin, byId]) {
      const { body } = await get(`${host}/${id}/v2.0/.well-known/openid-configuration`);
      expect(body['issuer']).toBe(`${byId}/${id}/v2.0`);
      const { keys } = keySet.parse((await get(String(body['jwks_uri']))).body);
      expect(keys.every(({ issuer }) => issuer === body['issuer'])).toBe(true);
    }
  });

  it.each(['fabrikam.example', 'common', 'organizations', 'consumers'])(
    'CIAM serves one tenant, not %s',
    async (segment) => {
      const { origin } = authority('ciam');
      const { status, body } = await get(`${origin}/${segment}/v2.0/.well-known/openid-configuration`);
      expect({ status, codes: body['error_codes'] }).toEqual({ status: 400, codes: [90002] });
    },
  );

  it('the tenant’s own hosts answer under the tenant’s own issuer', async () => {
    const { body } = await get(`${tenant.origins.https}/contoso.example/v2.0/.well-known/openid-configuration`);
    expect(body['issuer']).toBe(`${tenant.origins.https}/${tenantId('contoso')}/v2.0`);
  });

  it.each<[PlayedAuthority['kind']]>([['ciam'], ['sovereign']])(
    '%s exchanges its own tokens and nobody else’s',
    async (kind) => {
      const { origin } = authority(kind);
      const id = tenantId('contoso');
      const own = await exchange(origin, id, await mint(MEGAN, origin));
      expect(own).toMatchObject({ token_type: 'Bearer' });
      const iss = contentsOf(String(own['access_token'])).claims['iss'];
      expect(String(iss).startsWith(tenant.origins.https)).toBe(false);
      const foreign = await tenant.identity.mintApiToken({ user: tenant.user(MEGAN) });
      expect(await exchange(origin, id, foreign)).toMatchObject({ error_codes: [50013] });
      expect(await exchange(tenant.origins.https, id, await mint(MEGAN, origin))).toMatchObject({
        error_codes: [50013],
      });
    },
  );

  it.each<[PlayedAuthority['kind']]>([['ciam'], ['sovereign']])('%s keeps its sign-ins to itself', async (kind) => {
    const { origin } = authority(kind);
    const id = tenantId('contoso');
    const { clientId } = tenant.cloud.directory.named('cli');
    const api = `api://${tenant.cloud.directory.named('api').clientId}/access_as_user`;
    const signIn = { grant_type: 'password', username: MEGAN, password: tenant.user(MEGAN).password };
    const scope = `${api} offline_access`;
    const { refresh_token: own } = await post(`${origin}/${id}`, { ...signIn, client_id: clientId, scope });
    const renewal = { grant_type: 'refresh_token', client_id: clientId, refresh_token: String(own), scope: api };
    const { access_token: token } = await post(`${origin}/${id}`, renewal);
    expect(String(contentsOf(String(token)).claims['iss']).startsWith(tenant.origins.https)).toBe(false);
    expect(await post(`${tenant.origins.https}/${id}`, renewal)).toMatchObject({ error: 'invalid_grant' });
  });

  it('a sovereign cloud’s Graph takes its tokens and no others, and others do not take them', async () => {
    const { origin } = authority('sovereign');
    const graph = origin.replace('login.', 'graph.');
    const id = tenantId('contoso');
    const sovereign = await exchange(origin, id, await mint(MEGAN, origin));
    const own = await exchange(
      tenant.origins.https,
      id,
      await tenant.identity.mintApiToken({ user: tenant.user(MEGAN) }),
    );
    const me = async (host: string, { access_token: token }: Record<string, unknown>): Promise<number> =>
      (await get(`${host}/v1.0/me`, String(token))).status;
    expect(await me(graph, sovereign)).toBe(200);
    expect(await me(graph, own)).toBe(401);
    expect(await me(tenant.origins.https, own)).toBe(200);
    expect(await me(tenant.origins.https, sovereign)).toBe(401);
  });

  it('B2C publishes one issuer under every policy, and keys without issuers', async () => {
    const { origin } = authority('b2c', 'fabrikam');
    const id = tenantId('fabrikam');
    for (const policy of ['B2C_1_sign_in', 'b2c_1_sign_in_without_mfa']) {
      const { body } = await get(`${origin}/fabrikam.example/${policy}/v2.0/.well-known/openid-configuration`);
      expect(body['issuer']).toBe(`${origin}/${id}/v2.0/`);
      const { keys } = keySet.parse((await get(String(body['jwks_uri']))).body);
      expect(keys.every((key) => !('issuer' in key))).toBe(true);
    }
  });

  it('B2C knows no other policy, no other tenant and no plain v2.0 discovery', async () => {
    const { origin } = authority('b2c', 'fabrikam');
    expect(await get(`${origin}/fabrikam.example/b2c_1_other/v2.0/.well-known/openid-configuration`)).toMatchObject({
      status: 404,
    });
    expect(await get(`${origin}/contoso.example/b2c_1_sign_in/v2.0/.well-known/openid-configuration`)).toMatchObject({
      status: 400,
      body: { error_codes: [90002] },
    });
  });

  it('B2C issues tokens that name their policy and neither tenant nor object', async () => {
    const { origin } = authority('b2c', 'fabrikam');
    const { claims, header } = contentsOf(await mint(ISAIAH, origin));
    expect(claims).toMatchObject({ iss: `${origin}/${tenantId('fabrikam')}/v2.0/`, tfp: 'B2C_1_sign_in', ver: '1.0' });
    expect(Object.keys(claims)).not.toContain('tid');
    expect(Object.keys(claims)).not.toContain('oid');
    expect(Object.keys(header).toSorted()).toEqual(['alg', 'kid', 'typ']);
  });

  it('B2C knows no on-behalf-of grant', async () => {
    const { origin } = authority('b2c', 'fabrikam');
    const refused = await exchange(origin, 'fabrikam.example/b2c_1_sign_in', await mint(ISAIAH, origin));
    expect(refused).toMatchObject({ error: 'unsupported_grant_type' });
  });

  describe('a password at B2C', () => {
    const form = (changes: Record<string, string> = {}): Record<string, string> => ({
      grant_type: 'password',
      client_id: tenant.cloud.directory.named('cli').clientId,
      username: ISAIAH,
      password: tenant.user(ISAIAH).password,
      scope: `openid api://${tenant.cloud.directory.named('api').clientId}/access_as_user`,
      ...changes,
    });
    const sent = (changes: Record<string, string> = {}, policy = 'b2c_1_sign_in'): Promise<Record<string, unknown>> =>
      post(`${authority('b2c', 'fabrikam').origin}/fabrikam.example/${policy}`, form(changes));

    it('is worth a token of the policy', async () => {
      const { access_token: token, ...rest } = await sent({}, 'B2C_1_sign_in_without_mfa');
      expect(rest).toEqual({ token_type: 'Bearer', expires_in: '3600' });
      expect(contentsOf(String(token)).claims).toMatchObject({
        tfp: 'B2C_1_sign_in_without_mfa',
        scp: 'access_as_user',
        azp: tenant.cloud.directory.named('cli').clientId,
      });
    });

    it.each<[string, Record<string, string>]>([
      ['AADB2C90225', { password: 'wrong' }],
      ['AADB2C90225', { username: MEGAN }],
      ['AADB2C90225', { username: 'nobody@fabrikam.example' }],
      ['AADB2C90117', { scope: 'openid' }],
      ['AADB2C90117', { scope: 'https://graph.microsoft.com/User.Read' }],
      ['AADB2C90068', { client_id: '8f14e45f-ceea-467f-a0e6-4b4d1a3f8a11' }],
      ['AADB2C90083', { password: '' }],
      ['AADB2C90086', { grant_type: 'client_credentials' }],
    ])('fails with %s for %j', async (code, changes) => {
      const { error_description: description } = await sent(changes);
      expect(String(description).split(':')[0]).toBe(code);
    });
  });
});
