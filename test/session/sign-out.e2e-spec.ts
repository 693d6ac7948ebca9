import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { Problem } from '../../src/common/problem/problem.js';
import { Handles } from '../../src/handles/handles.js';
import { makeHandle, handlesOf } from '../handles/handle-client.js';
import type { TestSystem } from '../helpers/api.js';
import { startTestSystem } from '../helpers/api.js';
import { answerOf, exchangesOf } from '../helpers/refusals.js';
import { HttpBrowser } from '../sandbox/identity/http-browser.js';
import { ADELE, MEGAN, NAVIGATION, SAME_ORIGIN, SessionBrowser, location } from './session-browser.js';

const FORM = { ...NAVIGATION, 'sec-fetch-site': 'same-origin' };
const OVER = { status: 401, body: { code: 'invalid_token', remedy: 'sign_in' } };

describe('signing out', () => {
  let system: TestSystem;

  beforeAll(async () => {
    system = await startTestSystem({ environment: { SESSION: 'on', CORS_ORIGINS: 'http://localhost:51099' } });
  });
  beforeEach(() => system.tenant.cloud.journal.clear());
  afterAll(() => system.close());

  const signedIn = async (user = MEGAN): Promise<SessionBrowser> => {
    const browser = new SessionBrowser(system);
    await browser.signIn(user);
    expect((await browser.get('/v1.0/me')).status).toBe(200);
    return browser;
  };
  /** The addresses that a page of Entra's opens in hidden frames. */
  const framesOf = ({ page }: HttpBrowser): readonly URL[] =>
    [...page.html.matchAll(/data-address="([^"]*)"/g)].map(
      ([, address = '']) => new URL(address.replaceAll('&amp;', '&')),
    );
  const sendFrame = async ({ pathname, search }: URL) =>
    answerOf(await system.send('GET', `${pathname}${search}`, undefined, { 'sec-fetch-dest': 'iframe' }));

  it('ends the session for good, also for a copy of its cookie', async () => {
    const browser = await signedIn();
    const copy = browser.at(system.url);
    const out = await browser.send('POST', '/auth/logout');
    expect(out.status).toBe(200);
    expect(browser.setCookies).toEqual([expect.stringMatching(/^behalf-session=; Max-Age=0; Path=\/; HttpOnly/)]);
    expect(await copy.get('/v1.0/me')).toMatchObject(OVER);
    expect(await copy.get('/auth/token')).toMatchObject(OVER);
    expect((await copy.get('/auth/session')).body).toEqual({ signedIn: false });
  });

  it('leads a form to Entra at once, and tells a script where to go', async () => {
    const toEntra = (address: URL): void => {
      const { tenantId } = system.tenant.user(MEGAN);
      expect(address.origin).toBe(system.tenant.origins.http);
      expect(address.pathname).toBe(`/${tenantId}/oauth2/v2.0/logout`);
      expect(address.searchParams.get('post_logout_redirect_uri')).toBe(`${system.url}/`);
      expect(address.searchParams.get('logout_hint')).toMatch(/^O\./);
    };
    const form = await (await signedIn()).send('POST', '/auth/logout', FORM);
    expect(form.status).toBe(303);
    toEntra(location(form));
    const old = await (await signedIn()).send('POST', '/auth/logout', { origin: system.url, accept: 'text/html,*/*' });
    expect(old.status).toBe(303);
    const script = await (await signedIn()).send('POST', '/auth/logout', SAME_ORIGIN);
    expect(script.status).toBe(200);
    toEntra(new URL(String(script.body['logoutUri'])));
    expect(script.headers['cache-control']).toBe('no-store');
  });

  it('goes on to where the front end says, out of what is listed', async () => {
    const query = new URLSearchParams({ return_to: 'http://localhost:51099/bye' }).toString();
    const out = await (await signedIn()).send('POST', `/auth/logout?${query}`, FORM);
    expect(location(out).searchParams.get('post_logout_redirect_uri')).toBe('http://localhost:51099/bye');
  });

  it('is a sign-out at Entra as well, which comes back here', async () => {
    const browser = await signedIn();
    const out = await browser.send('POST', '/auth/logout', FORM);
    await browser.entra.open(location(out).href);
    expect(browser.entra.page.html).toContain(`data-target="${system.url}/"`);
    const again = await browser.signIn(MEGAN, { prompt: 'none', return_to: '/' });
    expect(location(again).searchParams.get('error')).toBe('missing_token');
  });

  it('forgets the user’s Graph tokens and ends the user’s handles', async () => {
    const browser = await signedIn();
    const token = await system.token(MEGAN);
    expect((await system.get('/v1.0/me', token)).statusCode).toBe(200);
    const { id } = await makeHandle(system, token);
    system.tenant.cloud.journal.clear();
    await browser.send('POST', '/auth/logout');
    expect((await handlesOf(system, token)).map((handle) => handle.id)).not.toContain(id);
    expect((await system.get('/v1.0/me', token)).statusCode).toBe(200);
    expect(exchangesOf(system)).toHaveLength(1);
  });

  it.each([
    ['POST', '/auth/logout', 200],
    ['DELETE', '/auth/token', 204],
  ] as const)(
    '%s %s is done whole at the next try where the store failed in its middle',
    async (method, path, status) => {
      const browser = await signedIn(ADELE);
      const token = await system.token(ADELE);
      const { id } = await makeHandle(system, token);
      const ids = async () => (await handlesOf(system, token)).map((handle) => handle.id);
      const endAll = vi
        .spyOn(system.api.get(Handles, { strict: false }), 'endAll')
        .mockRejectedValueOnce(new Problem('session_unavailable', { retryAfter: 5 }));
      onTestFinished(() => endAll.mockRestore());
      expect(await browser.send(method, path)).toMatchObject({ status: 503, body: { code: 'session_unavailable' } });
      expect(browser.session).toBeDefined();
      expect(await ids()).toContain(id);
      expect((await browser.send(method, path)).status).toBe(status);
      expect(await ids()).not.toContain(id);
      expect(await browser.get('/auth/session')).toMatchObject({ status: 200, body: { signedIn: false } });
    },
  );

  it('leaves the sessions of other browsers and other users alone', async () => {
    const [leaving, same, other] = [await signedIn(), await signedIn(), await signedIn(ADELE)];
    await leaving.send('POST', '/auth/logout');
    for (const each of [same, other]) expect((await each.get('/v1.0/me')).status).toBe(200);
  });

  it('is no harm where nobody is signed in', async () => {
    const browser = new SessionBrowser(system);
    const out = await browser.send('POST', '/auth/logout');
    expect(String(out.body['logoutUri'])).toContain('/oauth2/v2.0/logout?');
    browser.cookies.set('behalf-session', 'A'.repeat(43));
    expect((await browser.send('POST', '/auth/logout')).status).toBe(200);
    expect(browser.session).toBeUndefined();
  });

  it('is not done by a link', async () => {
    const browser = await signedIn();
    expect((await browser.get('/auth/logout', NAVIGATION)).status).toBe(405);
    expect((await browser.get('/v1.0/me')).status).toBe(200);
  });

  it('elsewhere ends the sessions of that sign-in, told by Entra in a frame without cookies', async () => {
    const [browser, elsewhere] = [await signedIn(), await signedIn()];
    await browser.entra.open('/common/oauth2/v2.0/logout');
    const frames = framesOf(browser.entra);
    expect(frames.map(({ origin, pathname }) => `${origin}${pathname}`)).toEqual([
      `${system.url}/auth/frontchannel-logout`,
    ]);
    const [frame = new URL(system.url)] = frames;
    const answer = await sendFrame(frame);
    expect(answer.status).toBe(200);
    expect(answer.headers).toMatchObject({
      'cache-control': 'no-store',
      'content-security-policy': `default-src 'none'; frame-ancestors ${system.tenant.origins.https} ${system.tenant.origins.http}`,
    });
    expect(answer.headers['x-frame-options']).toBeUndefined();
    expect(await browser.get('/v1.0/me')).toMatchObject(OVER);
    expect((await elsewhere.get('/v1.0/me')).status).toBe(200);
    // Nobody learns whether there was one.
    const { headers, ...rest } = await sendFrame(frame);
    expect(rest).toEqual({ status: answer.status, body: answer.body, challenge: undefined });
    expect(headers['content-security-policy']).toBe(answer.headers['content-security-policy']);
  });

  it('elsewhere ends nothing for a word that is not Entra’s', async () => {
    const browser = await signedIn();
    await browser.entra.open('/common/oauth2/v2.0/logout');
    const [frame = new URL(system.url)] = framesOf(browser.entra);
    const sid = frame.searchParams.get('sid') ?? '';
    for (const query of [
      '',
      `sid=`,
      `sid=${sid}x`,
      `sid=${sid}&sid=${sid}`,
      `sid=${'x'.repeat(200)}`,
      `sid[]=${sid}`,
      `sid=${sid}&iss=https://evil.example/`,
    ]) {
      const answer = await answerOf(await system.send('GET', `/auth/frontchannel-logout?${query}`));
      expect(answer.status).toBe(200);
      expect((await browser.get('/v1.0/me')).status).toBe(200);
    }
    expect((await sendFrame(frame)).status).toBe(200);
    expect(await browser.get('/v1.0/me')).toMatchObject(OVER);
  });
});
