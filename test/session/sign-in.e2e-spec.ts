import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { Meters } from '../../src/common/meters/meters.js';
import type { TestSystem } from '../helpers/api.js';
import { startTestSystem } from '../helpers/api.js';
import type { Answer } from '../helpers/refusals.js';
import { answerOf, expectNothingSentOut } from '../helpers/refusals.js';
import { ADELE, MEGAN, NAVIGATION, SAME_ORIGIN, SessionBrowser, location } from './session-browser.js';

const MIKA = 'mika@contoso.example';
const FRONT_END = 'http://localhost:51099';
const CROSS_SITE = { ...NAVIGATION, 'sec-fetch-site': 'cross-site' };
const FOREIGN = { status: 400, body: { code: 'invalid_request' } };
const SIGNED_OUT = { status: 200, body: { signedIn: false } };

describe('signing in by the browser', () => {
  let system: TestSystem;

  beforeAll(async () => {
    system = await startTestSystem({ environment: { SESSION: 'on', CORS_ORIGINS: FRONT_END } });
  });
  beforeEach(() => system.tenant.cloud.journal.clear());
  afterEach(() => {
    system.tenant.cloud.faults.clear();
    system.tenant.cloud.directory.reset();
  });
  afterAll(() => system.close());

  const browserOf = async (user: string): Promise<SessionBrowser> => {
    const browser = new SessionBrowser(system);
    expect((await browser.signIn(user)).status).toBe(302);
    return browser;
  };
  const codeGrants = () => system.tenant.cloud.journal.entries.filter(({ grant }) => grant === 'authorization_code');

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
    expect((await browser.get('/auth/token')).body['caller']).toMatchObject({ oid: id });
  });

  it('asks Entra as a confidential client does, for a token of this API and nothing else', async () => {
    const browser = new SessionBrowser(system);
    const wish = { login_hint: MEGAN, domain_hint: 'contoso.example', prompt: 'select_account' };
    const login = await browser.get(`/auth/login?${new URLSearchParams(wish).toString()}`, NAVIGATION);
    const { origin, searchParams } = location(login);
    const { clientId } = system.tenant.cloud.directory.named('api');
    expect(origin).toBe(system.tenant.origins.http);
    expect(Object.fromEntries(searchParams)).toMatchObject({
      ...wish,
      client_id: clientId,
      redirect_uri: `${system.url}/auth/callback`,
      response_type: 'code',
      code_challenge_method: 'S256',
      scope: `${clientId}/access_as_user openid profile offline_access`,
    });
    for (const name of ['state', 'nonce', 'code_challenge']) expect(searchParams.get(name)).toMatch(/^[\w-]{43,}$/);
    expect(login.headers['cache-control']).toBe('no-store');
  });

  it('gives cookies out of reach of scripts and other sites, named for this host alone over TLS', async () => {
    const flags = (lines: readonly string[]) => lines.map((line) => line.replace(/=[^;]*/, '='));
    const browser = new SessionBrowser(system);
    const { pathname, search } = await browser.authorized(MEGAN);
    expect(flags(browser.setCookies)).toEqual(['behalf-sign-in=; Max-Age=600; Path=/; HttpOnly; SameSite=Lax']);
    const back = await browser.get(`${pathname}${search}`, CROSS_SITE);
    expect(back.status).toBe(302);
    expect(flags(browser.setCookies)).toEqual([
      'behalf-sign-in=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax',
      'behalf-session=; Path=/; HttpOnly; SameSite=Lax',
    ]);
    const tls = { host: new URL(system.tenant.api.https).host };
    const login = await browser.get('/auth/login', { ...NAVIGATION, ...tls });
    expect(location(login).searchParams.get('redirect_uri')).toBe(`${system.tenant.api.https}/auth/callback`);
    expect(flags(browser.setCookies)).toEqual([
      '__Host-behalf-sign-in=; Max-Age=600; Path=/; HttpOnly; Secure; SameSite=Lax',
    ]);
    // And what was given over http counts for nothing there.
    expect((await browser.get('/v1.0/me', { ...SAME_ORIGIN, ...tls })).body['code']).toBe('missing_token');
  });

  it('is a new session each time, under an id that was never seen before, and ends the one before', async () => {
    const planted = 'A'.repeat(43);
    const browser = new SessionBrowser(system);
    browser.cookies.set('behalf-session', planted);
    await browser.signIn(MEGAN);
    const first = browser.session ?? '';
    expect(first).toMatch(/^[\w-]{43}$/);
    expect(first).not.toBe(planted);
    await browser.signIn(MEGAN);
    expect(browser.session).not.toBe(first);
    const other = new SessionBrowser(system);
    for (const old of [planted, first]) {
      other.cookies.set('behalf-session', old);
      expect(await other.get('/v1.0/me')).toMatchObject({ status: 401, body: { code: 'invalid_token' } });
      expect(await other.get('/auth/session')).toMatchObject(SIGNED_OUT);
    }
  });

  it('refuses a state and a code that were caught on their way, in any other browser', async () => {
    const victim = new SessionBrowser(system);
    const { pathname, search } = await victim.authorized(MEGAN);
    const thief = new SessionBrowser(system);
    expect(await thief.get(`${pathname}${search}`, CROSS_SITE)).toMatchObject(FOREIGN);
    await thief.get('/auth/login', NAVIGATION);
    expect(await thief.get(`${pathname}${search}`, CROSS_SITE)).toMatchObject(FOREIGN);
    expect(thief.session).toBeUndefined();
    expect(codeGrants()).toEqual([]);
    expect(await victim.get(`${pathname}${search}`, CROSS_SITE)).toMatchObject({ status: 302 });
  });

  it('refuses another’s code under one’s own state: it was made with another proof key', async () => {
    const [victim, thief] = [new SessionBrowser(system), new SessionBrowser(system)];
    const stolen = (await victim.authorized(MEGAN)).searchParams.get('code') ?? '';
    const own = await thief.authorized(ADELE);
    own.searchParams.set('code', stolen);
    expect(await thief.get(`${own.pathname}${own.search}`, CROSS_SITE)).toMatchObject({ status: 401 });
    expect(thief.session).toBeUndefined();
  });

  it('refuses a state a second time, also with the cookie it came with', async () => {
    const browser = new SessionBrowser(system);
    const { pathname, search } = await browser.authorized(MEGAN);
    const cookie = browser.cookies.get('behalf-sign-in') ?? '';
    expect((await browser.get(`${pathname}${search}`, CROSS_SITE)).status).toBe(302);
    const again = new SessionBrowser(system);
    again.cookies.set('behalf-sign-in', cookie);
    expect(await again.get(`${pathname}${search}`, CROSS_SITE)).toMatchObject(FOREIGN);
    expect(again.session).toBeUndefined();
    expect(codeGrants()).toHaveLength(1);
  });

  it('goes on in two windows at once', async () => {
    const browser = new SessionBrowser(system);
    const [one, two] = [await browser.authorized(MEGAN), await browser.authorized(MEGAN)];
    for (const { pathname, search } of [one, two])
      expect((await browser.get(`${pathname}${search}`, CROSS_SITE)).status).toBe(302);
    expect(browser.cookies.has('behalf-sign-in')).toBe(false);
    expect(await browser.get('/v1.0/me')).toMatchObject({ status: 200 });
  });

  it.each([
    ['nothing', ''],
    ['no state', 'code=abc'],
    ['an empty state', 'code=abc&state='],
    ['two states', 'code=abc&state=a&state=b'],
    ['a state of nobody’s', `code=abc&state=${'A'.repeat(200)}`],
    ['a state without end', `code=abc&state=${'A'.repeat(7000)}`],
    ['an error without a state', 'error=access_denied'],
  ])('refuses a callback with %s', async (_what, query) => {
    const browser = new SessionBrowser(system);
    await browser.get('/auth/login', NAVIGATION);
    expect(await browser.get(`/auth/callback?${query}`, CROSS_SITE)).toMatchObject(FOREIGN);
    expect(browser.session).toBeUndefined();
  });

  it.each([
    'https://evil.example/',
    '//evil.example/',
    '/\\evil.example/',
    '\\\\evil.example',
    '/%2fevil.example/',
    '/%5cevil.example/',
    '/%252f%252fevil.example/',
    '/\t/evil.example/',
    '/%09/evil.example',
    '/%0d%0aSet-Cookie:x=y',
    'http:evil.example',
    'javascript:alert(1)',
    'data:text/html,x',
    'evil.example',
    '',
    `${FRONT_END}.evil.example/`,
    `${FRONT_END}@evil.example/`,
    'http://user@localhost:51099/',
    `http://localhost:51098/`,
    'https://localhost:51099/',
    `/${'a'.repeat(2048)}`,
  ])('refuses to return to %j', async (address) => {
    const query = new URLSearchParams({ return_to: address }).toString();
    for (const [method, path] of [
      ['GET', '/auth/login'],
      ['POST', '/auth/logout'],
    ] as const) {
      const answer = await new SessionBrowser(system).send(method, `${path}?${query}`);
      expect(answer).toMatchObject(FOREIGN);
      expect(answer.headers['location']).toBeUndefined();
      expect(answer.headers['set-cookie']).toBeUndefined();
    }
  });

  it.each([
    ['/', '/'],
    ['/app/?next=https://elsewhere.example//x', '/app/?next=https://elsewhere.example//x'],
    ['/v1.0/me?$select=displayName', '/v1.0/me?$select=displayName'],
    [`${FRONT_END}/after?x=1#part`, `${FRONT_END}/after?x=1#part`],
  ])('returns to %j', async (address, expected) => {
    const back = await new SessionBrowser(system).signIn(MEGAN, { return_to: address });
    expect(location(back).href).toBe(new URL(expected, system.url).href);
  });

  it.each([
    ['prompt', 'please'],
    ['prompt', 'login none'],
    ['claims', '{'],
    ['claims', '[]'],
    ['claims', '"text"'],
    ['claims', `{"x":"${'y'.repeat(4096)}"}`],
    ['login_hint', 'x'.repeat(321)],
    ['login_hint', 'a\r\nb'],
    ['domain_hint', ''],
  ])('refuses %s=%j, which Entra need not see', async (name, value) => {
    const query = new URLSearchParams({ [name]: value }).toString();
    expect(await new SessionBrowser(system).get(`/auth/login?${query}`, NAVIGATION)).toMatchObject(FOREIGN);
  });

  it('refuses a parameter that comes twice', async () => {
    const answer = await new SessionBrowser(system).get('/auth/login?return_to=/a&return_to=/b', NAVIGATION);
    expect(answer).toMatchObject(FOREIGN);
  });

  it('tells the page that asked what a sign-in failed with, and nothing of Entra’s text', async () => {
    const browser = new SessionBrowser(system);
    const none = await browser.signIn(MEGAN, { prompt: 'none', return_to: '/app?x=1' });
    expect(location(none).href).toBe(`${system.url}/app?x=1&error=missing_token`);
    expect(browser.session).toBeUndefined();
    expectNothingSentOut(system);
  });

  it('answers with the problem where nobody said where to return to', async () => {
    expect(await new SessionBrowser(system).signIn(MEGAN, { prompt: 'none' })).toMatchObject({
      status: 401,
      body: { code: 'missing_token', remedy: 'sign_in' },
    });
  });

  it('is a cancelled sign-in where the user declines', async () => {
    const browser = new SessionBrowser(system);
    const login = await browser.get('/auth/login?prompt=consent&return_to=/', NAVIGATION);
    await browser.entra.open(location(login).href);
    await browser.entra.signIn(MEGAN);
    await browser.entra.submit('idBtn_Back');
    const { pathname = '', search = '' } = browser.entra.page.left ?? {};
    const back = await browser.get(`${pathname}${search}`, CROSS_SITE);
    expect(location(back).href).toBe(`${system.url}/?error=consent_required`);
    expect(browser.session).toBeUndefined();
  });

  it.each([
    ['is down', { status: 503 }],
    ['breaks off', { reset: 'beforeHeaders' }],
    ['answers half', { reset: 'midBody' }],
  ] as const)('says so when Entra %s, and leaves the session as it was', async (_what, fault) => {
    const browser = await browserOf(MEGAN);
    const before = browser.session;
    const { pathname, search } = await browser.authorized(MEGAN, { return_to: '/' });
    system.tenant.cloud.faults.set({ identity: fault });
    const back = await browser.get(`${pathname}${search}`, CROSS_SITE);
    expect(location(back).searchParams.get('error')).toBe('identity_unavailable');
    expect(browser.session).toBe(before);
  });

  it('goes on after MFA by the link of the challenge alone', async () => {
    const browser = await browserOf(MIKA);
    const refused = await browser.get('/v1.0/me');
    expect(refused).toMatchObject({ status: 401, body: { code: 'insufficient_claims', remedy: 'step_up' } });
    const link = new URL(refused.challenge?.['authorization_uri'] ?? '');
    expect(`${link.origin}${link.pathname}`).toBe(`${system.url}/auth/login`);
    expect(Object.fromEntries(link.searchParams)).toEqual({ claims: refused.body['claims'], return_to: '/' });
    expect(location(await browser.signInAt(MIKA, link)).href).toBe(`${system.url}/`);
    expect(await browser.get('/v1.0/me')).toMatchObject({ status: 200, body: { userPrincipalName: MIKA } });
  });

  it('is where a challenge leads whoever comes by cookie, and back to the front end that asked; nobody with a token', async () => {
    const browser = await browserOf(MIKA);
    const leadsTo = async (headers: Readonly<Record<string, string>>): Promise<URL> => {
      const { body, challenge } = await browser.get('/v1.0/me', headers);
      expect(body['code']).toBe('insufficient_claims');
      return new URL(challenge?.['authorization_uri'] ?? '');
    };
    const listed = await leadsTo({ origin: FRONT_END, 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'cors' });
    expect(listed.searchParams.get('return_to')).toBe(`${FRONT_END}/`);
    expect(location(await browser.signInAt(MIKA, listed)).href).toBe(`${FRONT_END}/`);

    const authorization = `Bearer ${await system.token(MIKA)}`;
    const { origin, pathname, search } = await leadsTo({ ...SAME_ORIGIN, authorization });
    expect([origin, pathname, search]).toEqual([
      system.tenant.origins.http,
      `/${system.tenant.user(MIKA).tenantId}/oauth2/v2.0/authorize`,
      '',
    ]);
  });

  it('goes on after a consent, whose way back begins no session', async () => {
    const carla = 'carla@contoso.example';
    const browser = await browserOf(carla);
    const session = browser.session;
    // The second is missing in a token that Entra gave after the first: it was asked for another a moment before.
    for (const path of ['/v1.0/me', '/v1.0/me/messages', '/v1.0/me/events']) {
      const refused = await browser.get(path);
      expect(refused).toMatchObject({ status: 403, body: { code: 'consent_required', remedy: 'consent' } });
      await browser.entra.open(String(refused.body['consentUri']));
      while (browser.entra.page.left === undefined) await browser.entra.submit('idSIButton9');
      const { pathname, search } = browser.entra.page.left;
      const back = await browser.get(`${pathname}${search}`, CROSS_SITE);
      expect(location(back).href).toBe(`${system.url}/`);
      expect(await browser.get(path)).toMatchObject({ status: 200 });
    }
    expect(browser.session).toBe(session);
    expect(codeGrants()).toHaveLength(1);
  });

  it.each([
    ['given', 'code=abc', '/'],
    ['declined', 'error=access_denied', '/?error=consent_required'],
  ])(
    'leads back to the front end from a consent that was %s, and shows a window without a session how it ended',
    async (how, query, path) => {
      const callback = `/auth/callback?state=consent.abc&${query}`;
      const back = await (await browserOf(MEGAN)).get(callback, CROSS_SITE);
      expect(location(back).href).toBe(`${system.url}${path}`);
      const { statusCode, body } = await system.get(callback);
      expect([statusCode, await body.text()]).toEqual([
        200,
        expect.stringContaining(how === 'given' ? 'Consent is given' : 'Consent was not given'),
      ]);
      expect(await new SessionBrowser(system).get('/auth/callback?state=consent.abc', CROSS_SITE)).toMatchObject(
        FOREIGN,
      );
    },
  );

  it('meets a revoked user with a challenge that signing in again satisfies', async () => {
    const browser = await browserOf(MEGAN);
    expect(await browser.get('/v1.0/me')).toMatchObject({ status: 200 });
    system.tenant.cloud.directory.change(system.tenant.user(MEGAN), { tokensValidFrom: Date.now() });
    const refused = await browser.get('/v1.0/me');
    expect(refused.status).toBe(401);
    const { claims } = refused.body;
    await browser.signIn(MEGAN, { ...(typeof claims === 'string' && { claims }) });
    expect(await browser.get('/v1.0/me')).toMatchObject({ status: 200 });
  });

  it('is for guests and other tenants no more than a token is', async () => {
    const replica = await system.replica({ environment: { ALLOW_GUESTS: 'off' } });
    try {
      const browser = new SessionBrowser(system, replica.url);
      const back = await browser.signIn('grady@fabrikam.example', { return_to: '/' });
      expect(location(back).searchParams.get('error')).toBe('guest_not_allowed');
      expect(browser.session).toBeUndefined();
    } finally {
      await replica.close();
    }
  });

  it('works by a registration of its own', async () => {
    const { clientId, secret = '' } = system.tenant.cloud.directory.named('web');
    const environment = { SESSION_CLIENT_ID: clientId, SESSION_CLIENT_SECRET: secret };
    const replica = await system.replica({ environment });
    try {
      const browser = new SessionBrowser(system, replica.url);
      expect((await browser.signIn(MEGAN)).status).toBe(302);
      expect(await browser.get('/v1.0/me')).toMatchObject({ status: 200, body: { userPrincipalName: MEGAN } });
      expect((await browser.get('/auth/token')).body['caller']).toMatchObject({ azp: clientId });
      const timed = [...replica.app.get(Meters).exchangeSeconds.entries()].map(([labels]) => labels);
      expect(timed).toContainEqual(['authorization_code', 'ok']);
    } finally {
      await replica.close();
    }
  });

  it('I28 tells in readiness that Entra refuses the secret of a registration of its own', async () => {
    const { clientId } = system.tenant.cloud.directory.named('web');
    const replica = await system.replica({
      environment: { SESSION_CLIENT_ID: clientId, SESSION_CLIENT_SECRET: 'wrong' },
    });
    const ready = async (): Promise<Answer> => answerOf(await replica.send('GET', '/health/ready'));
    try {
      await vi.waitFor(async () => expect((await ready()).body).toMatchObject({ status: 'ready' }), 30_000);
      const back = await new SessionBrowser(system, replica.url).signIn(MEGAN, { return_to: '/' });
      expect(location(back).searchParams.get('error')).toBe('misconfigured');
      const refused = { status: 200, body: { status: 'degraded', checks: { credential: 'refused', identity: 'ok' } } };
      expect(await ready()).toMatchObject(refused);
      const told = replica.log().match(/.*"event":"exchange_misconfigured".*/)?.[0];
      expect(told).toContain(`"clientId":"${clientId}"`);
      // That the API's own is taken changes nothing of it.
      expect((await answerOf(await replica.send('GET', '/v1.0/me', await system.token(MEGAN)))).status).toBe(200);
      expect(await ready()).toMatchObject(refused);
    } finally {
      await replica.close();
    }
  });

  it('tells operators, not users, that the registration’s secret is wrong', async () => {
    const replica = await system.replica({ environment: { AZURE_CLIENT_SECRET: 'wrong' } });
    try {
      const back = await new SessionBrowser(system, replica.url).signIn(MEGAN, { return_to: '/' });
      expect(location(back).searchParams.get('error')).toBe('misconfigured');
      expect(replica.log()).toMatch(/"code":"misconfigured".*"event":"problem"/);
    } finally {
      await replica.close();
    }
  });
});
