import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Clock } from '../../../src/common/clock.js';
import type { TestTenant } from '../../helpers/tenant.js';
import { startTestTenant } from '../../helpers/tenant.js';
import { proofKey, REDIRECTS, redeem, signInForCode, signInForTokens } from './authorization.js';
import { claimsOf, postToken, refusal, text } from './token-client.js';

class ForwardClock extends Clock {
  private ahead = 0;
  override now(): number {
    return Date.now() + this.ahead;
  }
  forward(milliseconds: number): void {
    this.ahead += milliseconds;
  }
}

const MEGAN = 'megan@contoso.example';

describe('the authorization code grant', () => {
  let tenant: TestTenant;
  const clock = new ForwardClock();
  const codeFor = async (client: 'spa' | 'web' | 'cli', change: Record<string, string> = {}) =>
    (await signInForCode(tenant, MEGAN, client, change)).searchParams.get('code') ?? '';

  beforeAll(async () => {
    tenant = await startTestTenant({ clock });
  });
  afterAll(() => tenant.close());

  it('gives a web application tokens of the user, with the nonce it sent', async () => {
    const answer = await redeem(tenant, 'web', await codeFor('web', { nonce: 'n-1' }));
    expect(answer.status).toBe(200);
    expect(claimsOf(text(answer, 'id_token'))).toMatchObject({
      aud: tenant.cloud.directory.named('web').clientId,
      iss: `${tenant.origins.https}/${tenant.user(MEGAN).tenantId}/v2.0`,
      oid: tenant.user(MEGAN).id,
      nonce: 'n-1',
      ver: '2.0',
    });
    expect(text(answer, 'scope').split(' ')).toEqual(expect.arrayContaining(['User.Read', 'openid', 'profile']));
    expect(JSON.parse(Buffer.from(text(answer, 'client_info'), 'base64url').toString())).toEqual({
      uid: tenant.user(MEGAN).id,
      utid: tenant.user(MEGAN).tenantId,
    });
  });

  it('puts no nonce into an ID token when none was sent', async () => {
    const answer = await redeem(tenant, 'web', await codeFor('web'));
    expect(claimsOf(text(answer, 'id_token'))).not.toHaveProperty('nonce');
  });

  it.each(['spa', 'cli', 'web'] as const)('serves %s with a proof key', async (client) => {
    expect((await signInForTokens(tenant, MEGAN, client)).status).toBe(200);
  });

  it('takes a plain challenge', async () => {
    const code = await codeFor('cli', { code_challenge: 'x'.repeat(43), code_challenge_method: 'plain' });
    expect((await redeem(tenant, 'cli', code, { code_verifier: 'x'.repeat(43) })).status).toBe(200);
  });

  it('refuses a code used twice and takes back what it gave', async () => {
    const code = await codeFor('web');
    const first = await redeem(tenant, 'web', code);
    expect(refusal(await redeem(tenant, 'web', code))).toEqual({ status: 400, error: 'invalid_grant', codes: [54005] });
    const { clientId, secret = '' } = tenant.cloud.directory.named('web');
    const renewal = await postToken(tenant, 'common', {
      grant_type: 'refresh_token',
      client_id: clientId,
      client_secret: secret,
      refresh_token: text(first, 'refresh_token'),
    });
    expect(refusal(renewal)).toEqual({ status: 400, error: 'invalid_grant', codes: [70000] });
  });

  it('refuses an expired code', async () => {
    const code = await codeFor('web');
    clock.forward(11 * 60 * 1000);
    expect(refusal(await redeem(tenant, 'web', code))).toEqual({ status: 400, error: 'invalid_grant', codes: [70008] });
  });

  it('refuses a code that never was, and one of another client', async () => {
    const unknown = { status: 400, error: 'invalid_grant', codes: [70000] };
    expect(refusal(await redeem(tenant, 'web', 'guess'))).toEqual(unknown);
    const code = await codeFor('web');
    expect(refusal(await redeem(tenant, 'cli', code, { redirect_uri: REDIRECTS.web }))).toEqual(unknown);
  });

  it('refuses another redirect address than the code was sent to', async () => {
    const answer = await redeem(tenant, 'web', await codeFor('web'), { redirect_uri: 'http://localhost:1/getAToken' });
    expect(refusal(answer)).toEqual({ status: 401, error: 'invalid_client', codes: [500112] });
  });

  it('refuses a code at a tenant that is not the user’s', async () => {
    const { clientId, secret = '' } = tenant.cloud.directory.named('web');
    const answer = await postToken(tenant, 'fabrikam.example', {
      grant_type: 'authorization_code',
      client_id: clientId,
      client_secret: secret,
      redirect_uri: REDIRECTS.web,
      code: await codeFor('web'),
    });
    expect(refusal(answer)).toEqual({ status: 400, error: 'invalid_grant', codes: [700005] });
  });

  it('refuses a web application without its credential', async () => {
    const answer = await redeem(tenant, 'web', await codeFor('web'), { client_secret: '' });
    expect(refusal(answer)).toEqual({ status: 401, error: 'invalid_client', codes: [7000218] });
  });

  it('refuses a web application’s code from a browser', async () => {
    const answer = await redeem(tenant, 'web', await codeFor('web'), {}, { origin: 'http://localhost:51002' });
    expect(refusal(answer)).toEqual({ status: 400, error: 'invalid_request', codes: [9002326] });
  });

  it('refuses a single-page application’s code from anything but a browser', async () => {
    const { verifier, challenge } = proofKey();
    const answer = await redeem(tenant, 'spa', await codeFor('spa', challenge), { code_verifier: verifier }, {});
    expect(refusal(answer)).toEqual({ status: 400, error: 'invalid_request', codes: [9002327] });
  });

  it('refuses a single-page application without a proof key', async () => {
    const answer = await redeem(tenant, 'spa', await codeFor('spa'));
    expect(refusal(answer)).toEqual({ status: 400, error: 'invalid_request', codes: [9002325] });
  });

  it('refuses a public client that shows a secret', async () => {
    const answer = await redeem(tenant, 'cli', await codeFor('cli'), { client_secret: 'guess' });
    expect(refusal(answer)).toEqual({ status: 401, error: 'invalid_client', codes: [700025] });
  });

  it.each([
    ['a wrong verifier', { code_verifier: 'y'.repeat(43) }, 501481],
    ['no verifier', {}, 50148],
  ])('refuses %s', async (_what, change, number) => {
    const answer = await redeem(tenant, 'cli', await codeFor('cli', proofKey().challenge), change);
    expect(refusal(answer)).toEqual({ status: 400, error: 'invalid_grant', codes: [number] });
  });

  it('refuses a verifier nobody announced', async () => {
    const answer = await redeem(tenant, 'cli', await codeFor('cli'), { code_verifier: 'y'.repeat(43) });
    expect(refusal(answer)).toEqual({ status: 400, error: 'invalid_grant', codes: [501481] });
  });

  it('refuses the code of a user whose sign-ins were revoked since', async () => {
    const code = await codeFor('web');
    tenant.cloud.directory.change(tenant.user(MEGAN), { tokensValidFrom: clock.now() + 1 });
    expect(refusal(await redeem(tenant, 'web', code))).toEqual({ status: 400, error: 'invalid_grant', codes: [50173] });
    tenant.cloud.directory.reset();
  });

  it.each(['code', 'redirect_uri', 'client_id'])('misses %s', async (name) => {
    const answer = await redeem(tenant, 'web', 'any', { [name]: '' });
    expect(refusal(answer)).toEqual({ status: 400, error: 'invalid_request', codes: [900144] });
  });
});
