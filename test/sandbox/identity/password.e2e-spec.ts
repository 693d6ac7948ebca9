import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GRAPH_APP_ID } from '../../../src/sandbox/directory/types.js';
import type { TestTenant } from '../../helpers/tenant.js';
import { startTestTenant } from '../../helpers/tenant.js';
import { claimsOf, passwordForm, postToken, refusal, text } from './token-client.js';

const MEGAN = 'megan@contoso.example';

describe('the username and password grant', () => {
  let tenant: TestTenant;
  const apiScope = () => `api://${tenant.cloud.directory.named('api').clientId}/access_as_user`;
  const signIn = (user: string, change: Record<string, string> = {}, segment = 'organizations') =>
    postToken(tenant, segment, { ...passwordForm(tenant, user, apiScope()), ...change });

  beforeAll(async () => {
    tenant = await startTestTenant();
  });
  afterAll(() => tenant.close());

  it('gives a v2.0 token for the API', async () => {
    const answer = await signIn(MEGAN, { scope: `openid offline_access ${apiScope()}` });
    const { clientId, tenantId } = tenant.cloud.directory.named('api');
    const raw = text(answer, 'access_token');
    expect(claimsOf(raw)).toMatchObject({
      aud: clientId,
      iss: `${tenant.origins.https}/${tenantId}/v2.0`,
      azp: tenant.cloud.directory.named('cli').clientId,
      azpacr: '0',
      scp: 'access_as_user',
      oid: tenant.user(MEGAN).id,
      tid: tenantId,
      ver: '2.0',
    });
    expect(JSON.parse(Buffer.from(raw.split('.')[0] ?? '', 'base64url').toString())).toMatchObject({
      typ: 'JWT',
      alg: 'RS256',
    });
    expect(answer.body['expires_in']).toBeTypeOf('number');
    expect(answer.body['ext_expires_in']).toBe(answer.body['expires_in']);
    expect(text(answer, 'scope').split(' ')).toContain(apiScope());
    expect(answer.headers.get('cache-control')).toContain('no-store');
  });

  it('gives short Graph scopes short, and Graph’s application id as audience', async () => {
    const answer = await signIn(MEGAN, { scope: 'User.Read' });
    expect(claimsOf(text(answer, 'access_token'))).toMatchObject({ aud: GRAPH_APP_ID, ver: '1.0', idtyp: 'user' });
    expect(text(answer, 'scope').split(' ')).toContain('User.Read');
    expect(answer.body).not.toHaveProperty('refresh_token');
    expect(answer.body).not.toHaveProperty('id_token');
  });

  it('lets users in whose consent or second factor only Graph would miss', async () => {
    expect((await signIn('carla@contoso.example')).status).toBe(200);
    expect((await signIn('mika@contoso.example')).status).toBe(200);
  });

  it('lets a guest in at the inviting tenant', async () => {
    const answer = await signIn('grady@fabrikam.example', {}, 'contoso.example');
    expect(claimsOf(text(answer, 'access_token'))).toMatchObject({ acct: 1, tid: tenant.user(MEGAN).tenantId });
  });

  it('names the account kind the token is of', async () => {
    expect(claimsOf(text(await signIn(MEGAN), 'access_token'))['acct']).toBe(0);
  });

  it.each([
    ['a wrong password', MEGAN, { password: 'guess' }, 'organizations', 400, 'invalid_grant', 50126],
    ['an unknown user', MEGAN, { username: 'nobody@contoso.example' }, 'organizations', 400, 'invalid_grant', 50034],
    ['a disabled user', 'dana@contoso.example', {}, 'organizations', 400, 'invalid_grant', 50057],
    ['a user of another tenant', MEGAN, {}, 'fabrikam.example', 400, 'invalid_grant', 50034],
    ['the common entrance', MEGAN, {}, 'common', 400, 'invalid_request', 9001023],
    ['a personal account', 'pat@outlook.example', {}, 'consumers', 400, 'invalid_request', 9001023],
    [
      'a second factor Graph wants',
      'mika@contoso.example',
      { scope: 'User.Read' },
      'organizations',
      400,
      'interaction_required',
      50076,
    ],
    ['a scope without consent', MEGAN, { scope: 'Mail.Send' }, 'organizations', 400, 'invalid_grant', 65001],
    ['a secret of a public client', MEGAN, { client_secret: 'x' }, 'organizations', 401, 'invalid_client', 700025],
    ['a grant nobody knows', MEGAN, { grant_type: 'wish' }, 'organizations', 400, 'unsupported_grant_type', 70003],
    ['a tenant that cannot be', MEGAN, {}, 'not_a_tenant', 400, 'invalid_request', 900023],
  ])('refuses %s', async (_what, user, change, segment, status, error, code) => {
    expect(refusal(await signIn(user, change, segment))).toEqual({ status, error, codes: [code] });
  });

  it('refuses a confidential client without its credential', async () => {
    const client_id = tenant.cloud.directory.named('web').clientId;
    expect(refusal(await signIn(MEGAN, { client_id }))).toEqual({
      status: 401,
      error: 'invalid_client',
      codes: [7000218],
    });
  });

  it('refuses a parameter that occurs twice', async () => {
    const body = new URLSearchParams(passwordForm(tenant, MEGAN, apiScope()));
    body.append('scope', 'User.Read');
    const response = await fetch(`${tenant.origins.http}/organizations/oauth2/v2.0/token`, { method: 'POST', body });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: 'invalid_request', error_codes: [9000411] });
  });

  it.each([
    ['JSON', '{"grant_type":"password"}', 'application/json', 900144],
    ['broken JSON', '{', 'application/json', 9002313],
    ['another media type', 'grant_type=password', 'text/plain', 9002313],
  ])('refuses %s instead of a form', async (_what, body, type, code) => {
    const response = await fetch(`${tenant.origins.http}/organizations/oauth2/v2.0/token`, {
      method: 'POST',
      body,
      headers: { 'content-type': type },
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: 'invalid_request', error_codes: [code] });
  });

  it('refuses GET', async () => {
    const response = await fetch(`${tenant.origins.http}/organizations/oauth2/v2.0/token`);
    expect(response.status).toBe(405);
    expect(await response.json()).toMatchObject({ error_codes: [900561] });
  });

  it('repeats the client’s correlation id', async () => {
    const id = crypto.randomUUID();
    const answer = await postToken(tenant, 'common', {}, { 'client-request-id': id });
    expect(answer.body['correlation_id']).toBe(id);
  });

  it('strikes one user with a fault and spares the others', async () => {
    tenant.cloud.faults.set({ identity: { status: 503, user: MEGAN } });
    expect((await signIn(MEGAN)).status).toBe(503);
    expect((await signIn('alex@contoso.example')).status).toBe(200);
    tenant.cloud.faults.clear();
  });
});
