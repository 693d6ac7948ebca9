import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Clock } from '../../../src/common/clock.js';
import type { TestTenant } from '../../helpers/tenant.js';
import { startTestTenant } from '../../helpers/tenant.js';
import { HttpBrowser } from './http-browser.js';
import { claimsOf, postToken, refusal, text } from './token-client.js';

const MEGAN = 'megan@contoso.example';
const issued = z.object({
  user_code: z.string(),
  device_code: z.string(),
  verification_uri: z.string(),
  expires_in: z.number(),
  interval: z.number(),
  message: z.string(),
});

class SteppingClock extends Clock {
  private ahead = 0;
  override now(): number {
    return Date.now() + this.ahead;
  }
  step(seconds: number): void {
    this.ahead += seconds * 1000;
  }
}

describe('the device code grant', () => {
  let tenant: TestTenant;
  const clock = new SteppingClock();
  const cli = () => tenant.cloud.directory.named('cli').clientId;
  const begin = async (change: Record<string, string> = {}, segment = 'common') => {
    const body = new URLSearchParams({ client_id: cli(), scope: 'openid offline_access User.Read', ...change });
    const response = await fetch(`${tenant.origins.http}/${segment}/oauth2/v2.0/devicecode`, { method: 'POST', body });
    const answer: unknown = await response.json();
    return { status: response.status, body: answer };
  };
  const begun = async () => issued.parse((await begin()).body);
  const poll = (device_code: string, grant_type = 'urn:ietf:params:oauth:grant-type:device_code') =>
    postToken(tenant, 'common', { grant_type, client_id: cli(), device_code });
  const typed = async (code: string, browser = new HttpBrowser(tenant)) => {
    await browser.open('/common/oauth2/deviceauth');
    await browser.submit('idSIButton9', { otc: code });
    return browser;
  };

  beforeAll(async () => {
    tenant = await startTestTenant({ clock });
  });
  beforeEach(() => tenant.cloud.directory.reset());
  afterAll(() => tenant.close());

  it('signs the device in once its user has, by either name of the grant', async () => {
    for (const grant of ['device_code', 'urn:ietf:params:oauth:grant-type:device_code']) {
      const device = await begun();
      expect(device).toMatchObject({
        interval: 5,
        verification_uri: `${tenant.origins.http}/common/oauth2/deviceauth`,
      });
      expect(device.message).toContain(device.user_code);
      expect(refusal(await poll(device.device_code, grant))).toEqual({
        status: 400,
        error: 'authorization_pending',
        codes: [70016],
      });

      const browser = await typed(device.user_code.toLowerCase());
      expect(browser.has('remoteConnectDescription')).toBe(true);
      await browser.submit('remoteConnectSubmit');
      await browser.signIn(MEGAN);
      expect(browser.has('message')).toBe(true);

      const answer = await poll(device.device_code, grant);
      expect(claimsOf(text(answer, 'access_token'))).toMatchObject({ oid: tenant.user(MEGAN).id });
      expect(answer.body).toHaveProperty('refresh_token');
      expect(answer.body).toHaveProperty('id_token');
    }
  });

  it('gives its tokens once', async () => {
    const device = await begun();
    const browser = await typed(device.user_code);
    await browser.submit('remoteConnectSubmit');
    await browser.signIn(MEGAN);
    expect((await poll(device.device_code)).status).toBe(200);
    expect(refusal(await poll(device.device_code))).toEqual({ status: 400, error: 'invalid_grant', codes: [70000] });
  });

  it('slows a hasty device down', async () => {
    const { device_code } = await begun();
    await poll(device_code);
    clock.step(2);
    expect(refusal(await poll(device_code))).toEqual({ status: 400, error: 'slow_down', codes: [50196] });
    clock.step(5);
    expect(refusal(await poll(device_code))).toMatchObject({ error: 'authorization_pending' });
  });

  it('expires', async () => {
    const device = await begun();
    clock.step(device.expires_in);
    expect(refusal(await poll(device.device_code))).toEqual({ status: 400, error: 'expired_token', codes: [70020] });
    expect((await typed(device.user_code)).has('error')).toBe(true);
  });

  it('learns that its user declined', async () => {
    const device = await begun();
    await (await typed(device.user_code)).submit('idBtn_Back');
    expect(refusal(await poll(device.device_code))).toEqual({
      status: 400,
      error: 'authorization_declined',
      codes: [70017],
    });
  });

  it('does not confirm in another browser than the one the code was typed in', async () => {
    const device = await begun();
    const first = await typed(device.user_code);
    const other = new HttpBrowser(tenant);
    other.page = first.page;
    expect((await other.submit('remoteConnectSubmit')).status).toBe(400);
  });

  it('does not know a code nobody was given', async () => {
    expect((await typed('AAAAAAAAA')).has('otc')).toBe(true);
    expect(refusal(await poll('guess'))).toEqual({ status: 400, error: 'invalid_grant', codes: [70000] });
  });

  it('refuses the code of another client', async () => {
    const { device_code } = await begun();
    const { clientId, secret = '' } = tenant.cloud.directory.named('web');
    const answer = await postToken(tenant, 'common', {
      grant_type: 'device_code',
      client_id: clientId,
      client_secret: secret,
      device_code,
    });
    expect(refusal(answer)).toEqual({ status: 400, error: 'invalid_grant', codes: [70000] });
  });

  it.each([
    ['an unknown client', { client_id: 'ffffffff-ffff-4fff-8fff-ffffffffffff' }, 'unauthorized_client', 700016],
    ['no scope', { scope: '' }, 'invalid_request', 900144],
    ['an unknown resource', { scope: 'api://nowhere/x' }, 'invalid_resource', 500011],
  ])('refuses %s', async (_what, change, error, code) => {
    const answer = await begin(change);
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ error, error_codes: [code] });
  });
});
