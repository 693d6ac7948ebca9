import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loginHint } from '../../../src/sandbox/identity/claims-of-tokens.js';
import type { TestTenant } from '../../helpers/tenant.js';
import { startTestTenant } from '../../helpers/tenant.js';
import { authorizeAddress, signInForCode } from './authorization.js';
import { HttpBrowser } from './http-browser.js';

describe('the logout endpoint', () => {
  let tenant: TestTenant;
  const signedIn = async () => {
    const browser = new HttpBrowser(tenant);
    await signInForCode(tenant, 'megan@contoso.example', 'web', {}, 'common', browser);
    return browser;
  };
  const signOut = (browser: HttpBrowser, path: string, parameters: Record<string, string> = {}) =>
    browser.open(`/common/${path}?${new URLSearchParams(parameters).toString()}`);

  beforeAll(async () => {
    tenant = await startTestTenant();
  });
  afterAll(() => tenant.close());

  it.each(['oauth2/v2.0/logout', 'b2c_1_sandbox/oauth2/v2.0/logout'])(
    'signs out at %s and returns to a registered address with state',
    async (path) => {
      const browser = await signedIn();
      await signOut(browser, path, { post_logout_redirect_uri: 'http://localhost:51001/', state: 's' });
      expect(browser.page.left?.href).toBe('http://localhost:51001/?state=s');
      await browser.open(authorizeAddress(tenant, 'web', { prompt: 'none' }));
      expect(browser.page.left?.searchParams.get('error')).toBe('login_required');
    },
  );

  it('returns without a state when none was sent', async () => {
    const browser = await signedIn();
    await signOut(browser, 'oauth2/v2.0/logout', { post_logout_redirect_uri: 'http://localhost:51001/' });
    expect(browser.page.left?.href).toBe('http://localhost:51001/');
  });

  it('tells applications that asked for it in hidden frames first, and those only where they signed in', async () => {
    const browser = await signedIn();
    const api = tenant.cloud.directory.named('api');
    const redirect = `${tenant.api.http}/auth/callback`;
    const wish = { client_id: api.clientId, redirect_uri: redirect, scope: `openid ${api.clientId}/access_as_user` };
    await browser.open(authorizeAddress(tenant, 'web', wish));
    expect(browser.page.left?.searchParams.get('code')).toBeTruthy();
    await signOut(browser, 'oauth2/v2.0/logout', { post_logout_redirect_uri: `${tenant.api.http}/`, state: 's' });
    expect(browser.page.html).toContain(`data-target="${tenant.api.http}/?state=s"`);
    const frames = [...browser.page.html.matchAll(/data-address="([^"]*)"/g)].map(([, text = '']) => text);
    expect(frames).toEqual([expect.stringContaining(`${tenant.api.http}/auth/frontchannel-logout?sid=`)]);
    const response = await browser.open('/sign-in/signed-out.js');
    expect(response.html).toContain('location.replace');
  });

  it('signs out the hinted account alone', async () => {
    const browser = await signedIn();
    await signOut(browser, 'oauth2/v2.0/logout', { logout_hint: 'O.somebody' });
    await browser.open(authorizeAddress(tenant, 'web', { prompt: 'none' }));
    expect(browser.page.left?.searchParams.get('code')).toBeTruthy();
    const { tenantId, id } = tenant.user('megan@contoso.example');
    await signOut(browser, 'oauth2/v2.0/logout', { logout_hint: loginHint({ tenantId, id }) });
    await browser.open(authorizeAddress(tenant, 'web', { prompt: 'none' }));
    expect(browser.page.left?.searchParams.get('error')).toBe('login_required');
  });

  it.each([
    'https://evil.example/',
    'http://localhost:51001/other',
    'http://u@localhost:51001/',
    'javascript:alert(1)',
    '//evil.example',
  ])('signs out and stays when %s is asked for, which is not registered', async (address) => {
    const browser = await signedIn();
    await signOut(browser, 'oauth2/v2.0/logout', { post_logout_redirect_uri: address });
    expect(browser.page.left).toBeUndefined();
    expect(browser.page.html).toContain('You signed out');
  });
});
