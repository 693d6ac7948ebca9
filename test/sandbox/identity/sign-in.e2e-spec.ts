import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { TestTenant } from '../../helpers/tenant.js';
import { startTestTenant } from '../../helpers/tenant.js';
import { authorizeAddress, redeem, REDIRECTS, signInForCode } from './authorization.js';
import { HttpBrowser } from './http-browser.js';
import { claimsOf, text } from './token-client.js';

const MEGAN = 'megan@contoso.example';
const GRAPH = 'https://graph.microsoft.com';

function left(browser: HttpBrowser): URLSearchParams {
  if (browser.page.left === undefined) throw new Error(`the browser stays at ${browser.page.html}`);
  const { search, hash } = browser.page.left;
  return new URLSearchParams(hash === '' ? search : hash.slice(1));
}

describe('the authorization endpoint and its pages', () => {
  let tenant: TestTenant;
  const opened = async (
    client: 'web' | 'spa' | 'cli',
    change: Record<string, string> = {},
    segment = 'common',
    browser = new HttpBrowser(tenant),
  ) => {
    await browser.open(authorizeAddress(tenant, client, change, segment));
    return browser;
  };
  const signedIn = async (user = MEGAN) => {
    const browser = new HttpBrowser(tenant);
    await signInForCode(tenant, user, 'web', {}, 'common', browser);
    return browser;
  };

  beforeAll(async () => {
    tenant = await startTestTenant();
  });
  afterEach(() => tenant.cloud.directory.reset());
  afterAll(() => tenant.close());

  it('asks name, then password, each on a page of its own, and returns code and state', async () => {
    const browser = await opened('web');
    expect(browser.has('i0116')).toBe(true);
    expect(browser.has('i0118')).toBe(false);
    await browser.submit('idSIButton9', { i0116: MEGAN });
    expect(browser.has('i0118')).toBe(true);
    expect(browser.has('idA_PWD_ForgotPassword')).toBe(true);
    await browser.submit('idSIButton9', { i0118: tenant.user(MEGAN).password });
    expect(browser.page.left?.href).toMatch(/^http:\/\/localhost:51002\/getAToken\?code=/);
    expect(left(browser).get('state')).toBe('a state');
  });

  it('fills in the hinted name', async () => {
    expect((await opened('web', { login_hint: MEGAN })).page.html).toContain(`value="${MEGAN}"`);
  });

  it('answers in the fragment, and as a form whose script is a file', async () => {
    const fragment = await opened('web', { response_mode: 'fragment' });
    await fragment.signIn(MEGAN);
    expect(fragment.page.left?.hash).toMatch(/^#code=/);
    const form = await opened('web', { response_mode: 'form_post' });
    await form.signIn(MEGAN);
    expect(form.page.html).toContain(`action="${REDIRECTS.web}"`);
    expect(form.page.html).toContain('src="/sign-in/form-post.js"');
    expect((await form.open('/sign-in/form-post.js')).html).toContain('submit()');
  });

  it('signs in silently once signed in, also for another application', async () => {
    const browser = await signedIn();
    await opened('cli', { prompt: 'none' }, 'common', browser);
    expect(left(browser).get('code')).toBeTruthy();
  });

  it('asks again with prompt=login', async () => {
    expect((await opened('web', { prompt: 'login' }, 'common', await signedIn())).has('i0116')).toBe(true);
  });

  it('offers the accounts with prompt=select_account', async () => {
    const browser = await opened('web', { prompt: 'select_account' }, 'common', await signedIn());
    expect(browser.has('otherTile')).toBe(true);
    expect(browser.page.html).toContain('Megan Bowen');
    await browser.submit('otherTile');
    expect(browser.has('i0116')).toBe(true);
  });

  it('shows consent with prompt=consent', async () => {
    const browser = await opened('web', { prompt: 'consent' }, 'common', await signedIn());
    expect(browser.page.html).toContain('Permissions requested');
    await browser.submit('idSIButton9');
    expect(left(browser).get('code')).toBeTruthy();
  });

  it('asks for a missing consent once, and remembers it', async () => {
    const browser = await opened('spa');
    await browser.signIn(MEGAN);
    expect(browser.page.html).toContain('<code>User.Read</code>');
    await browser.submit('idSIButton9');
    expect(left(browser).get('code')).toBeTruthy();
    await opened('spa', { prompt: 'none' }, 'common', browser);
    expect(left(browser).get('code')).toBeTruthy();
  });

  it('tells the application that consent was declined', async () => {
    const browser = await opened('spa');
    await browser.signIn(MEGAN);
    await browser.submit('idBtn_Back');
    expect(left(browser).get('error')).toBe('access_denied');
    expect(left(browser).get('error_description')).toMatch(/^AADSTS65004: /);
    expect(left(browser).get('state')).toBe('a state');
  });

  it.each([
    ['nobody is signed in', 'web', {}, false, 'login_required', 50058],
    ['consent is missing', 'spa', {}, true, 'consent_required', 65001],
    ['another account is hinted', 'web', { login_hint: 'alex@contoso.example' }, true, 'login_required', 50058],
  ] as const)('refuses prompt=none when %s', async (_what, client, change, first, error, number) => {
    const browser = first ? await signedIn() : new HttpBrowser(tenant);
    await opened(client, { prompt: 'none', ...change }, 'common', browser);
    expect(left(browser).get('error')).toBe(error);
    expect(left(browser).get('error_description')).toMatch(new RegExp(`^AADSTS${number}: `));
  });

  it('steps up a user behind MFA when claims ask for it, and says so in the token', async () => {
    const mika = 'mika@contoso.example';
    const scope = `openid ${tenant.cloud.directory.named('api').clientId}/access_as_user`;
    const plain = await signInForCode(tenant, mika, 'web', { scope });
    const before = await redeem(tenant, 'web', plain.searchParams.get('code') ?? '');
    expect(claimsOf(text(before, 'access_token'))).not.toHaveProperty('amr');

    const claims = JSON.stringify({ access_token: { acrs: { essential: true, value: 'c1' } } });
    const browser = await opened('web', { scope, claims });
    await browser.signIn(mika);
    expect(browser.page.html).toContain('Approve sign-in request');
    await browser.submit('idSIButton9');
    const after = await redeem(tenant, 'web', left(browser).get('code') ?? '');
    expect(claimsOf(text(after, 'access_token'))).toMatchObject({ amr: ['pwd', 'mfa'], acrs: ['c1'] });
  });

  it('wants MFA for a Graph token of such a user, without being asked', async () => {
    const browser = await opened('web', { scope: `${GRAPH}/User.Read` });
    await browser.signIn('mika@contoso.example');
    expect(browser.page.html).toContain('Approve sign-in request');
  });

  it('signs a guest in at the inviting tenant by mail address', async () => {
    const address = await signInForCode(tenant, 'grady@fabrikam.example', 'web', {}, 'contoso.example');
    const answer = await redeem(tenant, 'web', address.searchParams.get('code') ?? '');
    expect(claimsOf(text(answer, 'access_token'))).toMatchObject({
      tid: tenant.user(MEGAN).tenantId,
      acct: 1,
    });
  });

  it.each([
    ['a wrong password', MEGAN, 'guess', /AADSTS50126/],
    ['a disabled account', 'dana@contoso.example', undefined, /AADSTS50057/],
  ])('keeps %s on the password page', async (_what, user, password, words) => {
    const browser = await opened('web');
    await browser.submit('idSIButton9', { i0116: user });
    await browser.submit('idSIButton9', { i0118: password ?? tenant.user(user).password });
    expect(browser.page.html).toMatch(words);
    expect(browser.has('i0118')).toBe(true);
  });

  it.each([
    ['an unknown name', 'nobody@contoso.example', 'common'],
    ['a user of another tenant', 'isaiah@fabrikam.example', 'contoso.example'],
    ['a personal account at organizations', 'pat@outlook.example', 'organizations'],
    ['a work account at consumers', MEGAN, 'consumers'],
  ])('does not know %s', async (_what, user, segment) => {
    const browser = await opened('web', {}, segment);
    await browser.submit('idSIButton9', { i0116: user });
    expect(browser.page.html).toContain('AADSTS50034');
  });

  it('signs a revoked browser session in anew', async () => {
    const browser = await signedIn();
    tenant.cloud.directory.change(tenant.user(MEGAN), { tokensValidFrom: Date.now() + 1 });
    await opened('web', { prompt: 'none' }, 'common', browser);
    expect(left(browser).get('error')).toBe('login_required');
  });

  it.each([
    ['an unregistered redirect address', { redirect_uri: 'https://evil.example/' }, 50011],
    ['another path on a loopback host', { redirect_uri: 'http://localhost:51002/other' }, 50011],
    ['no redirect address', { redirect_uri: '' }, 900144],
    ['an unknown client', { client_id: 'ffffffff-ffff-4fff-8fff-ffffffffffff' }, 700016],
  ])('shows %s on a page and redirects nowhere', async (_what, change, number) => {
    const { page } = await opened('web', change);
    expect(page.status).toBe(400);
    expect(page.left).toBeUndefined();
    expect(page.html).toContain(`AADSTS${number}`);
  });

  it.each([
    ['an implicit response type', { response_type: 'token' }, 'unsupported_response_type', 700054],
    ['an unknown response type', { response_type: 'kiss' }, 'unsupported_response_type', 70005],
    ['an unknown prompt', { prompt: 'please' }, 'invalid_request', 90023],
    ['an unknown challenge method', { code_challenge: 'x', code_challenge_method: 'S1' }, 'invalid_request', 90023],
    ['no scope', { scope: '' }, 'invalid_request', 900144],
    ['an unknown resource', { scope: 'api://nowhere/x' }, 'invalid_resource', 500011],
    ['claims that are no JSON', { claims: '{' }, 'invalid_request', 90023],
  ])('tells the application of %s', async (_what, change, error, number) => {
    const browser = await opened('web', change);
    expect(left(browser).get('error')).toBe(error);
    expect(left(browser).get('error_description')).toMatch(new RegExp(`^AADSTS${number}: `));
  });

  it('tells the application of a scope that does not exist once the user is known', async () => {
    const browser = await opened('web', { scope: 'Everything.Own' });
    await browser.signIn(MEGAN);
    expect(left(browser).get('error')).toBe('invalid_client');
    expect(left(browser).get('error_description')).toMatch(/^AADSTS650053: /);
  });

  it('refuses a single-tenant application at common and elsewhere', async () => {
    const client_id = tenant.cloud.directory.named('daemon').clientId;
    expect((await opened('web', { client_id })).page.html).toContain('AADSTS50194');
    expect((await opened('web', { client_id }, 'fabrikam.example')).page.html).toContain('AADSTS700016');
  });

  it('refuses a form in another browser than the one that began', async () => {
    const first = await opened('web');
    const other = await opened('web');
    other.page = first.page;
    await other.submit('idSIButton9', { i0116: MEGAN });
    expect(other.page.status).toBe(400);
  });

  it('keeps its cookie from scripts and its pages from frames', async () => {
    const response = await fetch(`${tenant.origins.http}${authorizeAddress(tenant, 'web')}`);
    expect(response.headers.get('set-cookie')).toMatch(/; HttpOnly; SameSite=Lax$/);
    expect(response.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(response.headers.get('content-security-policy')).not.toContain('unsafe');
    expect(response.headers.get('cache-control')).toBe('no-store');
  });

  it('writes no code and no password into the journal', async () => {
    tenant.cloud.journal.clear();
    await signedIn();
    const written = JSON.stringify(tenant.cloud.journal.entries);
    expect(written).not.toContain(tenant.user(MEGAN).password);
    expect(written).toContain('/sign-in/password');
  });
});
