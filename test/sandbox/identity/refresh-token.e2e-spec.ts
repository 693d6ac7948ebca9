import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Clock } from '../../../src/common/clock.js';
import type { TestTenant } from '../../helpers/tenant.js';
import { startTestTenant } from '../../helpers/tenant.js';
import { signInForTokens } from './authorization.js';
import { claimsOf, passwordForm, postToken, refusal, text } from './token-client.js';

const MEGAN = 'megan@contoso.example';
const DAY = 24 * 3600 * 1000;

class ForwardClock extends Clock {
  ahead = 0;
  override now(): number {
    return Date.now() + this.ahead;
  }
}

describe('the refresh token grant', () => {
  let tenant: TestTenant;
  const clock = new ForwardClock();
  const folder = mkdtempSync(join(tmpdir(), 'behalf-refresh-'));
  const apiScope = () => `api://${tenant.cloud.directory.named('api').clientId}/access_as_user`;
  const refreshToken = async (user = MEGAN) =>
    text(
      await postToken(tenant, 'organizations', passwordForm(tenant, user, 'openid offline_access User.Read')),
      'refresh_token',
    );
  const renew = (raw: string, change: Record<string, string> = {}, segment = 'common', headers = {}) =>
    postToken(
      tenant,
      segment,
      {
        grant_type: 'refresh_token',
        client_id: tenant.cloud.directory.named('cli').clientId,
        refresh_token: raw,
        ...change,
      },
      headers,
    );

  beforeAll(async () => {
    tenant = await startTestTenant({ clock, folder });
  });
  afterEach(() => {
    tenant.cloud.directory.reset();
    clock.ahead = 0;
  });
  afterAll(async () => {
    await tenant.close();
    rmSync(folder, { recursive: true });
  });

  it('renews without a scope what the sign-in asked, with a new refresh token', async () => {
    const raw = await refreshToken();
    const answer = await renew(raw);
    expect(answer.status).toBe(200);
    expect(text(answer, 'scope').split(' ')).toContain('User.Read');
    expect(text(answer, 'refresh_token')).not.toBe(raw);
  });

  it('gives tokens for other resources the client has consent for', async () => {
    const answer = await renew(await refreshToken(), { scope: apiScope() });
    expect(claimsOf(text(answer, 'access_token'))).toMatchObject({
      aud: tenant.cloud.directory.named('api').clientId,
      scp: 'access_as_user',
      ver: '2.0',
    });
    expect(text(answer, 'scope')).toBe(apiScope());
  });

  it('answers a doubled slash as it was asked', async () => {
    const scope = `${tenant.origins.https}//.default`;
    const answer = await renew(await refreshToken(), { scope });
    expect(text(answer, 'scope').split(' ')).toContain(scope);
    expect(claimsOf(text(answer, 'access_token'))['aud']).toBe(tenant.origins.https);
  });

  it('outlives a restart of the tenant', async () => {
    const raw = await refreshToken();
    await tenant.close();
    tenant = await startTestTenant({ clock, folder });
    expect((await renew(raw)).status).toBe(200);
  });

  it.each([
    ['one that never was', async () => 'guess', {}, 70000],
    ['another client', refreshToken, { client_id: 'other' }, 70000],
  ])('refuses %s', async (_what, make, change, number) => {
    const client = tenant.cloud.directory.named('web');
    const other = 'client_id' in change ? { client_id: client.clientId, client_secret: client.secret ?? '' } : {};
    const answer = await renew(await make(), other);
    expect(refusal(answer)).toEqual({ status: 400, error: 'invalid_grant', codes: [number] });
  });

  it('refuses a revoked sign-in and a disabled user', async () => {
    const raw = await refreshToken();
    tenant.cloud.directory.change(tenant.user(MEGAN), { tokensValidFrom: clock.now() + 1 });
    expect(refusal(await renew(raw))).toEqual({ status: 400, error: 'invalid_grant', codes: [50173] });
    tenant.cloud.directory.change(tenant.user(MEGAN), { tokensValidFrom: 0, disabled: true });
    expect(refusal(await renew(raw))).toEqual({ status: 400, error: 'invalid_grant', codes: [50057] });
  });

  it('refuses what has not been used for 90 days', async () => {
    const raw = await refreshToken();
    clock.ahead = 91 * DAY;
    expect(refusal(await renew(raw))).toEqual({ status: 400, error: 'invalid_grant', codes: [700082] });
  });

  it('ends a single-page application’s sign-in after a day, however often renewed', async () => {
    const origin = { origin: 'http://localhost:51001' };
    const spa = { client_id: tenant.cloud.directory.named('spa').clientId };
    const first = text(await signInForTokens(tenant, MEGAN, 'spa'), 'refresh_token');
    clock.ahead = DAY - 60_000;
    const second = await renew(first, spa, 'common', origin);
    expect(second.status).toBe(200);
    expect(second.headers.get('access-control-allow-origin')).toBe(origin.origin);
    clock.ahead = DAY + 60_000;
    const third = await renew(text(second, 'refresh_token'), spa, 'common', origin);
    expect(refusal(third)).toEqual({ status: 400, error: 'invalid_grant', codes: [700084] });
  });

  it('renews for a browser only what belongs to a single-page application, and that only for a browser', async () => {
    const fromBrowser = await renew(await refreshToken(), {}, 'common', { origin: 'http://localhost:51001' });
    expect(refusal(fromBrowser)).toEqual({ status: 400, error: 'invalid_request', codes: [9002326] });
    const spa = { client_id: tenant.cloud.directory.named('spa').clientId };
    const raw = text(await signInForTokens(tenant, MEGAN, 'spa'), 'refresh_token');
    expect(refusal(await renew(raw, spa))).toEqual({ status: 400, error: 'invalid_request', codes: [9002327] });
  });

  it('refuses a tenant the user is not known in', async () => {
    const answer = await renew(await refreshToken(), {}, 'fabrikam.example');
    expect(refusal(answer)).toEqual({ status: 400, error: 'invalid_grant', codes: [50020] });
  });

  it('refuses a scope without consent', async () => {
    const answer = await renew(await refreshToken(), { scope: 'Mail.Send' });
    expect(refusal(answer)).toEqual({ status: 400, error: 'invalid_grant', codes: [65001] });
  });

  it('sends a claims challenge back that only a sign-in can meet', async () => {
    const claims = JSON.stringify({ access_token: { acrs: { essential: true, value: 'c1' } } });
    const answer = await renew(await refreshToken(), { claims });
    expect(refusal(answer)).toEqual({ status: 400, error: 'interaction_required', codes: [50076] });
    expect(answer.body['claims']).toBe(claims);
  });

  it('takes the policy’s word for a user it has come to apply to', async () => {
    const raw = await refreshToken();
    tenant.cloud.directory.change(tenant.user(MEGAN), { mfa: true });
    expect(refusal(await renew(raw))).toEqual({ status: 400, error: 'interaction_required', codes: [50076] });
    expect((await renew(raw, { scope: apiScope() })).status).toBe(200);
  });
});
