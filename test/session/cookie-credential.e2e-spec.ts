import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { TestSystem } from '../helpers/api.js';
import { startTestSystem } from '../helpers/api.js';
import { answerOf, exchangesOf, expectNothingSentOut, graphCallsOf } from '../helpers/refusals.js';
import { HttpBrowser } from '../sandbox/identity/http-browser.js';
import { MEGAN, NAVIGATION, SAME_ORIGIN, SessionBrowser } from './session-browser.js';

const CARLA = 'carla@contoso.example';
const LISTED = 'http://localhost:51099';
const SIBLING = 'http://localhost:51098';
const REFUSED = { status: 403, body: { code: 'csrf_refused' } };
const messages = z.object({ value: z.array(z.object({ id: z.string() })).min(1) });
const attachments = z.object({ value: z.array(z.object({ id: z.string() })).min(1) });

describe('a session cookie', () => {
  let system: TestSystem;
  let browser: SessionBrowser;

  beforeAll(async () => {
    system = await startTestSystem({ environment: { SESSION: 'on', CORS_ORIGINS: LISTED } });
    browser = new SessionBrowser(system);
    await browser.signIn(MEGAN);
  });
  beforeEach(() => system.tenant.cloud.journal.clear());
  afterAll(() => system.close());

  /** Changes something wherever it is let through. */
  const unsafe = (headers: Record<string, string>) => browser.send('DELETE', `/auth/handles/${randomUUID()}`, headers);
  const LET_THROUGH = { status: 404, body: { code: 'not_found' } };

  it.each([
    ['another site', { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'cors' }],
    ['another port of this host', { origin: SIBLING, 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'cors' }],
    ['a form of another port', { ...NAVIGATION, origin: SIBLING, 'sec-fetch-site': 'same-site' }],
    ['a form of another site', { ...NAVIGATION, origin: 'null', 'sec-fetch-site': 'cross-site' }],
    ['an old browser on another port', { origin: SIBLING }],
    ['an origin that begins like ours', { origin: 'http://localhost:30000.evil.example' }],
    ['an origin that begins like a listed one', { origin: `${LISTED}.evil.example` }],
    ['a document without an origin', { origin: 'null', 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'cors' }],
    ['nobody says where', {}],
    ['the address bar', NAVIGATION],
    ['made-up words', { 'sec-fetch-site': 'same-origin, cross-site' }],
  ])('changes nothing for %s', async (_what, headers) => {
    expect(await unsafe(headers)).toMatchObject(REFUSED);
    expect(await browser.send('POST', '/v1.0/me/sendMail', headers)).toMatchObject(REFUSED);
    expect(await browser.send('POST', '/v1.0/$batch', headers)).toMatchObject(REFUSED);
    expect(await browser.send('POST', '/auth/logout', headers)).toMatchObject(REFUSED);
    expect((await browser.get('/auth/session')).body['signedIn']).toBe(true);
    expectNothingSentOut(system);
  });

  it('changes what our own pages and listed front ends ask for', async () => {
    expect(await unsafe(SAME_ORIGIN)).toMatchObject(LET_THROUGH);
    expect(await unsafe({ origin: system.url })).toMatchObject(LET_THROUGH);
    // Of a page whose policy hides where it is.
    expect(await unsafe({ origin: 'null', 'sec-fetch-site': 'same-origin' })).toMatchObject(LET_THROUGH);
    expect(await unsafe({ origin: LISTED, 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'cors' })).toMatchObject(
      LET_THROUGH,
    );
  });

  it.each([
    [
      'a script of another port',
      { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'empty' },
    ],
    [
      'a picture on another port',
      { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' },
    ],
    ['a frame on another site', { ...NAVIGATION, 'sec-fetch-site': 'cross-site', 'sec-fetch-dest': 'iframe' }],
    ['an old browser elsewhere', { origin: SIBLING }],
  ])('gives nothing to %s either', async (_what, headers) => {
    expect(await browser.get('/v1.0/me', headers)).toMatchObject(REFUSED);
    expectNothingSentOut(system);
  });

  it('counts for reading from the address bar, by a link, and without a word', async () => {
    for (const headers of [NAVIGATION, { ...NAVIGATION, 'sec-fetch-site': 'cross-site' }, SAME_ORIGIN, {}])
      expect(await browser.get('/v1.0/me', headers)).toMatchObject({ status: 200, body: { userPrincipalName: MEGAN } });
  });

  it.each([
    ['an empty one', '', 400, 'invalid_request'],
    ['a bearer token that is none', 'Bearer nonsense', 401, 'invalid_token'],
    ['another scheme', 'Basic dTpw', 401, 'missing_token'],
    ['no token', 'Bearer', 400, 'invalid_request'],
  ])('counts for nothing beside an Authorization header: %s', async (_what, authorization, status, code) => {
    const headers = { ...SAME_ORIGIN, authorization };
    expect(await browser.get('/v1.0/me', headers)).toMatchObject({ status, body: { code } });
    expect(await browser.get('/auth/session', headers)).toMatchObject({ status: 200, body: { signedIn: false } });
    expect(await browser.send('POST', '/auth/logout', headers)).toMatchObject({ status: 400 });
    expect((await browser.get('/auth/session')).body['signedIn']).toBe(true);
    expectNothingSentOut(system);
  });

  it('gives way to a token of somebody else’s', async () => {
    const adele = 'adele@contoso.example';
    const headers = { ...SAME_ORIGIN, authorization: `Bearer ${await system.token(adele)}` };
    expect((await browser.get('/v1.0/me', headers)).body['userPrincipalName']).toBe(adele);
    // Which needs nobody's origin: no page can send it for another.
    const { authorization } = headers;
    expect(await unsafe({ authorization, origin: SIBLING })).toMatchObject(LET_THROUGH);
  });

  it('H02 is one credential too many beside a token in the query', async () => {
    expect(await browser.get('/v1.0/me?access_token=x')).toMatchObject({
      status: 400,
      body: { code: 'invalid_request' },
    });
  });

  it.each([
    ['none', ''],
    ['one of another name', 'session=abc; other=1'],
    ['a token', `token=${'eyJ'.padEnd(40, 'a')}`],
    ['an empty one', 'behalf-session='],
  ])('H04 is missing where the browser has %s', async (_what, cookie) => {
    const answer = await new SessionBrowser(system).get('/v1.0/me', {
      ...SAME_ORIGIN,
      ...(cookie !== '' && { cookie }),
    });
    expect(answer).toMatchObject({ status: 401, body: { code: 'missing_token' } });
    expect(answer.challenge).not.toHaveProperty('error');
  });

  it.each([
    ['too short', 'abc'],
    ['too long', 'A'.repeat(44)],
    ['of nobody', 'A'.repeat(43)],
    ['no id', '../../etc/passwd'],
    ['encoded', '%00%0d%0a'],
    ['a name of an object’s', '__proto__'],
  ])('ends nowhere when it is %s', async (_what, cookie) => {
    const stranger = new SessionBrowser(system);
    stranger.cookies.set('behalf-session', cookie);
    const answer = await stranger.get('/v1.0/me');
    expect(answer).toMatchObject({ status: 401, body: { code: 'invalid_token', remedy: 'sign_in' } });
    expect(answer.challenge).toMatchObject({ error: 'invalid_token' });
    expect(await stranger.get('/auth/session')).toMatchObject({ status: 200, body: { signedIn: false } });
    expect(stranger.session).toBeUndefined();
    expectNothingSentOut(system);
  });

  it('is asked for before a path’s other methods are told', async () => {
    expect(await new SessionBrowser(system).send('PUT', '/auth/token')).toMatchObject({ status: 401 });
    expect(await browser.send('PUT', '/auth/token')).toMatchObject({ status: 405 });
    expect(await browser.send('PUT', '/auth/token', { origin: SIBLING })).toMatchObject(REFUSED);
  });

  it('H13 stays here', async () => {
    expect((await browser.get('/v1.0/me')).status).toBe(200);
    expect(graphCallsOf(system)).toHaveLength(1);
    expect(JSON.stringify(system.tenant.cloud.journal.entries)).not.toContain(browser.session);
    expect(system.log()).not.toContain(browser.session);
  });

  it('uses one exchange for many calls, as a token does', async () => {
    const own = new SessionBrowser(system);
    await own.signIn('adele@contoso.example');
    await Promise.all(Array.from({ length: 20 }, () => own.get('/v1.0/me')));
    expect(exchangesOf(system)).toHaveLength(1);
  });

  it.each([
    ['Data protection: cookie banner', 'text/html'],
    ['Photos of the shoot', 'image/svg+xml'],
  ])('shows JSON only where a browser would show the answer: %s', async (subject, type) => {
    const filter = encodeURIComponent(`subject eq '${subject}' and hasAttachments eq true`);
    const [message] = messages.parse((await browser.get(`/v1.0/me/messages?$filter=${filter}`)).body).value;
    const list = `/v1.0/me/messages/${message?.id}/attachments`;
    const [attachment] = attachments.parse((await browser.get(list)).body).value;
    const address = `${list}/${attachment?.id}/$value`;
    for (const destination of ['document', 'iframe', 'frame', 'object', 'embed']) {
      const shown = { 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': destination };
      const answer = await browser.get(address, shown);
      expect(answer).toMatchObject(REFUSED);
      expect(answer.headers).toMatchObject({
        'content-type': expect.stringMatching(/^application\/json\b/),
        'content-security-policy': "sandbox; default-src 'none'",
        'x-content-type-options': 'nosniff',
      });
      expect(await browser.get(list, shown)).toMatchObject({ status: 200 });
    }
    // A script of the page gets it, and a token's owner is no browser that shows things.
    const fetched = await browser.get(address);
    expect([fetched.status, fetched.headers['content-type']]).toEqual([200, type]);
    const authorization = `Bearer ${await system.token(MEGAN)}`;
    expect((await browser.get(address, { ...NAVIGATION, authorization })).status).toBe(200);
  });

  it('leads a window on to a file, which Graph keeps elsewhere', async () => {
    const answer = await browser.get(
      '/v1.0/me/drive/root:/Travel policy.html:/content'.replace(' ', '%20'),
      NAVIGATION,
    );
    expect(answer.status).toBe(302);
  });

  it('is sent along by listed front ends, and by no others', async () => {
    const preflight = { 'access-control-request-method': 'DELETE' };
    for (const origin of [LISTED, SIBLING]) {
      const headers = { origin, 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'cors' };
      for (const answer of [
        await browser.send('OPTIONS', '/v1.0/me', { ...headers, ...preflight }),
        await browser.get('/v1.0/me', headers),
        await browser.get('/v1.0/%zz', headers),
      ]) {
        const { 'access-control-allow-origin': allowed, 'access-control-allow-credentials': withCookie } =
          answer.headers;
        // Browsers want both.
        expect(allowed === origin && withCookie === 'true').toBe(origin === LISTED);
        expect([undefined, LISTED]).toContain(allowed);
      }
    }
  });

  it('stands for the user’s tokens when these are forgotten: it ends, in every browser', async () => {
    const [one, two, other] = [1, 2, 3].map(() => new SessionBrowser(system));
    if (one === undefined || two === undefined || other === undefined) throw new Error('three browsers');
    for (const each of [one, two]) await each.signIn('adele@contoso.example');
    await other.signIn(MEGAN);
    expect((await one.send('DELETE', '/auth/token')).status).toBe(204);
    for (const each of [one, two]) expect((await each.get('/auth/session')).body).toEqual({ signedIn: false });
    expect((await other.get('/auth/session')).body['signedIn']).toBe(true);
  });
});

describe('without SESSION', () => {
  let system: TestSystem;
  beforeAll(async () => {
    system = await startTestSystem({ environment: { CORS_ORIGINS: LISTED } });
  });
  afterAll(() => system.close());

  it.each([
    ['GET', '/auth/login'],
    ['GET', '/auth/session'],
    ['POST', '/auth/logout'],
    ['GET', '/auth/frontchannel-logout?sid=x'],
  ] as const)('there is no %s %s', async (method, path) => {
    expect(await new SessionBrowser(system).send(method, path)).toMatchObject({ status: 404 });
  });

  it.each([
    ['the user has consented', 'code=abc', 'Consent is given'],
    ['an administrator has', 'admin_consent=True&tenant=x', 'Consent is given'],
    ['the user has declined', 'error=access_denied&error_description=<script>', 'Consent was not given'],
    ['an administrator has declined', 'admin_consent=True&error=access_denied', 'Consent was not given'],
  ])('a window that comes back is told that %s, and nothing else', async (_what, query, title) => {
    system.tenant.cloud.journal.clear();
    const { statusCode, headers, body } = await system.get(`/auth/callback?${query}`);
    const page = await body.text();
    expect([statusCode, headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
    expect(page).toContain(`<h1>${title}</h1>`);
    expect(page).not.toContain('script');
    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      'content-security-policy': expect.stringMatching(/^default-src 'none'; style-src 'sha256-[^']+'; /) as unknown,
      'referrer-policy': 'no-referrer',
    });
    expect(headers['set-cookie']).toBeUndefined();
    // The code is redeemed by nobody.
    expect(system.tenant.cloud.journal.entries.filter(({ grant }) => grant !== undefined)).toEqual([]);
  });

  it.each(['', 'code=', 'admin_consent=False', 'code=a&code=b'])(
    'a window that comes back from no consent is told so: %j',
    async (query) => {
      const answer = await new SessionBrowser(system).get(`/auth/callback?${query}`, NAVIGATION);
      expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
    },
  );

  it('the link that a refused call has given leads through a consent and back, and the call works', async () => {
    const token = await system.token(CARLA);
    const refused = await answerOf(await system.get('/v1.0/me', token));
    expect(refused).toMatchObject({ status: 403, body: { code: 'consent_required' } });
    const entra = new HttpBrowser(system.tenant);
    await entra.open(String(refused.body['consentUri']));
    await entra.signIn(CARLA);
    while (entra.page.left === undefined) await entra.submit('idSIButton9');
    const { pathname, search } = entra.page.left;
    const back = await system.get(`${pathname}${search}`);
    expect(await back.body.text()).toContain('Consent is given');
    expect((await answerOf(await system.get('/v1.0/me', token))).status).toBe(200);
  });

  it('a cookie is nothing, and no front end may send one', async () => {
    const stranger = new SessionBrowser(system);
    stranger.cookies.set('behalf-session', 'A'.repeat(43));
    const answer = await stranger.get('/v1.0/me', { origin: LISTED });
    expect(answer).toMatchObject({ status: 401, body: { code: 'missing_token' } });
    expect(answer.headers['access-control-allow-credentials']).toBeUndefined();
  });
});
