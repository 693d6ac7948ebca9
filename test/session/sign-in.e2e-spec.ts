import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestSystem } from '../helpers/api.js';
import { startTestSystem } from '../helpers/api.js';
import { MEGAN, SessionBrowser, location } from './session-browser.js';

describe('signing in by the browser', () => {
  let system: TestSystem;

  beforeAll(async () => {
    system = await startTestSystem({ environment: { SESSION: 'on' } });
  });
  afterAll(() => system.close());

  it('leaves a cookie that stands for a token of the user', async () => {
    const browser = new SessionBrowser(system);
    const back = await browser.signIn(MEGAN, { return_to: '/app?x=1#top' });
    expect(back.status).toBe(302);
    expect(location(back).href).toBe(`${system.url}/app?x=1#top`);
    expect(await browser.get('/v1.0/me')).toMatchObject({ status: 200, body: { userPrincipalName: MEGAN } });
    const { id, tenantId, displayName } = system.tenant.user(MEGAN);
    expect((await browser.get('/auth/session')).body).toEqual({
      signedIn: true,
      user: { id, tenantId, displayName, userPrincipalName: MEGAN },
      expiresOn: expect.any(String),
    });
  });

  it('ends by signing out', async () => {
    const browser = new SessionBrowser(system);
    await browser.signIn(MEGAN);
    const session = browser.session;
    const out = await browser.send('POST', '/auth/logout');
    expect(out).toMatchObject({ status: 200, body: { logoutUri: expect.stringContaining('/oauth2/v2.0/logout?') } });
    expect(browser.session).toBeUndefined();
    browser.cookies.set('behalf-session', session ?? '');
    expect(await browser.get('/v1.0/me')).toMatchObject({ status: 401, body: { code: 'invalid_token' } });
    expect((await browser.get('/auth/session')).body).toEqual({ signedIn: false });
  });
});
