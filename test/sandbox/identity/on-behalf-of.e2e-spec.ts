import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GRAPH_APP_ID, PERSONAL_TENANT_ID } from '../../../src/sandbox/directory/types.js';
import type { User } from '../../../src/sandbox/directory/types.js';
import type { TestTenant } from '../../helpers/tenant.js';
import { startTestTenant } from '../../helpers/tenant.js';
import { claimsOf, exchangeForm, passwordForm, postToken, refusal, text } from './token-client.js';

const GRAPH = 'https://graph.microsoft.com';

const sha256 = (token: string) => createHash('sha256').update(token).digest('hex');

describe('the on-behalf-of grant', () => {
  let tenant: TestTenant;
  let megan: User;
  const api = () => tenant.cloud.directory.named('api');
  const exchange = (assertion: string, change: Record<string, string> = {}, segment = megan.tenantId) =>
    postToken(tenant, segment, { ...exchangeForm(tenant, assertion, `${GRAPH}/.default`), ...change });
  const tokenOf = (user = megan, claims: Record<string, unknown> = {}) =>
    tenant.identity.mintApiToken({ user, claims });

  beforeAll(async () => {
    tenant = await startTestTenant();
    megan = tenant.user('megan@contoso.example');
  });
  afterAll(() => tenant.close());

  it('turns a real sign-in to the API into a Graph token of the same user', async () => {
    const signIn = await postToken(
      tenant,
      'organizations',
      passwordForm(tenant, 'megan@contoso.example', `api://${api().clientId}/access_as_user`),
    );
    const assertion = text(signIn, 'access_token');
    const answer = await exchange(assertion);
    expect(answer.status).toBe(200);
    const raw = text(answer, 'access_token');
    expect(claimsOf(raw)).toMatchObject({
      aud: GRAPH,
      oid: megan.id,
      tid: megan.tenantId,
      appid: api().clientId,
      ver: '1.0',
      iss: `${tenant.origins.https}/${megan.tenantId}/`,
    });
    expect(text(answer, 'scope').split(' ')).toEqual(
      expect.arrayContaining([`${GRAPH}/User.Read`, `${GRAPH}/.default`]),
    );
    expect(await tenant.identity.verify(raw)).toMatchObject({ oid: megan.id });
  });

  it('writes what it received and gave into the journal, and no token', async () => {
    tenant.cloud.journal.clear();
    const assertion = await tokenOf();
    const raw = text(await exchange(assertion), 'access_token');
    expect(tenant.cloud.journal.entries).toMatchObject([
      {
        side: 'identity',
        grant: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
        clientId: api().clientId,
        tenantId: megan.tenantId,
        status: 200,
        token: { sha256: sha256(raw), aud: GRAPH, oid: megan.id },
        assertion: { sha256: sha256(assertion), aud: api().clientId },
      },
    ]);
  });

  it('gives every consented scope even when one is asked', async () => {
    const answer = await exchange(await tokenOf(), { scope: 'user.read' });
    expect(String(claimsOf(text(answer, 'access_token'))['scp']).split(' ')).toContain('Mail.Read');
    expect(text(answer, 'scope').split(' ')).toContain('user.read');
    expect(claimsOf(text(answer, 'access_token'))['aud']).toBe(GRAPH_APP_ID);
  });

  it('serves a personal account at its own tenant', async () => {
    const answer = await exchange(await tokenOf(tenant.user('pat@outlook.example')), {}, PERSONAL_TENANT_ID);
    expect(answer.status).toBe(200);
  });

  it('refuses a wrong secret', async () => {
    const answer = await exchange(await tokenOf(), { client_secret: 'guess' });
    expect(refusal(answer)).toEqual({ status: 401, error: 'invalid_client', codes: [7000215] });
    expect(text(answer, 'error_description')).toMatch(
      /^AADSTS7000215: .* Trace ID: [\w-]{36} Correlation ID: [\w-]{36} Timestamp: \d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ$/,
    );
  });

  it('refuses a client that shows no credential', async () => {
    const answer = await exchange(await tokenOf(), { client_secret: '' });
    expect(refusal(answer)).toEqual({ status: 401, error: 'invalid_client', codes: [7000218] });
  });

  it('refuses an unknown client', async () => {
    const answer = await exchange(await tokenOf(), { client_id: crypto.randomUUID() });
    expect(refusal(answer)).toEqual({ status: 400, error: 'unauthorized_client', codes: [700016] });
  });

  it('refuses an unknown tenant', async () => {
    const answer = await exchange(await tokenOf(), {}, crypto.randomUUID());
    expect(refusal(answer)).toEqual({ status: 400, error: 'invalid_tenant', codes: [90002] });
  });

  it.each([
    ['garbage', async () => 'not.a.token'],
    ['a changed signature', async () => `${(await tokenOf()).slice(0, -8)}AAAAAAAA`],
    ['another issuer', () => tokenOf(megan, { iss: 'https://login.example/v2.0' })],
    ['another tenant', () => tokenOf(megan, { tid: tenant.cloud.directory.tenant('fabrikam.example')?.id })],
  ])('refuses an assertion with %s', async (_what, make) => {
    expect(refusal(await exchange(await make()))).toEqual({ status: 400, error: 'invalid_grant', codes: [50013] });
  });

  it('refuses the assertion at a tenant that is not the user’s', async () => {
    const answer = await exchange(await tokenOf(), {}, 'fabrikam.example');
    expect(refusal(answer)).toEqual({ status: 400, error: 'invalid_grant', codes: [50013] });
  });

  it('refuses an assertion for another audience', async () => {
    const answer = await exchange(await tokenOf(megan, { aud: GRAPH }));
    expect(refusal(answer)).toEqual({ status: 400, error: 'invalid_grant', codes: [500131] });
  });

  it('takes an assertion for one of its identifier URIs', async () => {
    const answer = await exchange(await tokenOf(megan, { aud: `api://${api().clientId}` }));
    expect(answer.status).toBe(200);
  });

  it('refuses an expired assertion', async () => {
    const past = Math.floor(Date.now() / 1000) - 1;
    const answer = await exchange(await tokenOf(megan, { exp: past }));
    expect(refusal(answer)).toEqual({ status: 400, error: 'invalid_grant', codes: [500133] });
  });

  it('refuses an application’s token', async () => {
    const answer = await exchange(await tokenOf(megan, { scp: null, roles: ['Handle.Use'], idtyp: 'app' }));
    expect(refusal(answer)).toEqual({ status: 400, error: 'invalid_grant', codes: [7000114] });
  });

  it('refuses an ID token', async () => {
    const answer = await exchange(await tokenOf(megan, { scp: null }));
    expect(refusal(answer)).toEqual({ status: 400, error: 'invalid_grant', codes: [240002] });
  });

  it('refuses where consent is missing', async () => {
    const answer = await exchange(await tokenOf(tenant.user('carla@contoso.example')));
    expect(refusal(answer)).toEqual({ status: 400, error: 'invalid_grant', codes: [65001] });
    expect(answer.body['suberror']).toBe('consent_required');
  });

  it('refuses a scope nobody consented to', async () => {
    const answer = await exchange(await tokenOf(), { scope: `${GRAPH}/Policy.Read.All` });
    expect(refusal(answer)).toEqual({ status: 400, error: 'invalid_grant', codes: [65001] });
  });

  it('asks a user behind MFA to step up, and takes the token of one who did', async () => {
    const mika = tenant.user('mika@contoso.example');
    const answer = await exchange(await tokenOf(mika));
    expect(refusal(answer)).toEqual({ status: 400, error: 'interaction_required', codes: [50076] });
    expect(answer.body['suberror']).toBe('basic_action');
    expect(JSON.parse(text(answer, 'claims'))).toEqual({
      access_token: { capolids: { essential: true, values: [expect.stringMatching(/^[\da-f-]{36}$/)] } },
    });
    expect((await exchange(await tokenOf(mika, { amr: ['pwd', 'mfa'] }))).status).toBe(200);
  });

  it('refuses a disabled user', async () => {
    const answer = await exchange(await tokenOf(tenant.user('dana@contoso.example')));
    expect(refusal(answer)).toEqual({ status: 400, error: 'invalid_grant', codes: [50057] });
  });

  it('refuses what was issued before a revocation, and takes what is issued after it', async () => {
    const lee = tenant.user('lee@contoso.example');
    const before = await tokenOf(lee, { iat: Math.floor(Date.now() / 1000) - 10 });
    const revoked = tenant.cloud.directory.change(lee, { tokensValidFrom: Date.now() });
    expect(refusal(await exchange(before))).toEqual({ status: 400, error: 'invalid_grant', codes: [50173] });
    expect((await exchange(await tokenOf(revoked))).status).toBe(200);
  });

  it.each([
    ['api:// of its own', () => `api://${api().clientId}/.default`, 90009, 'invalid_request'],
    ['an unknown resource', () => 'api://nowhere/.default', 500011, 'invalid_resource'],
    ['a scope Graph does not know', () => `${GRAPH}/Everything.Own`, 70011, 'invalid_scope'],
    ['.default beside a name', () => `${GRAPH}/.default User.Read`, 70011, 'invalid_scope'],
    [
      'two resources',
      () => `User.Read ${tenant.cloud.directory.named('other-api').clientId}/x`,
      28000,
      'invalid_request',
    ],
  ])('refuses %s', async (_what, scope, code, error) => {
    expect(refusal(await exchange(await tokenOf(), { scope: scope() }))).toEqual({ status: 400, error, codes: [code] });
  });

  it.each(['grant_type', 'assertion', 'scope', 'requested_token_use', 'client_id'])('misses %s', async (name) => {
    const answer = await exchange(await tokenOf(), { [name]: '' });
    expect(refusal(answer)).toEqual({ status: 400, error: 'invalid_request', codes: [900144] });
  });

  it('is gone for tokens of a withdrawn key', async () => {
    const before = await tokenOf();
    await tenant.identity.rotateKeys({ withdrawOld: false });
    expect((await exchange(before)).status).toBe(200);
    await tenant.identity.rotateKeys({ withdrawOld: true });
    expect(refusal(await exchange(before))).toEqual({ status: 400, error: 'invalid_grant', codes: [50013] });
  });
});
