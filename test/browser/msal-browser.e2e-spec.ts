import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { openDoor } from '../../src/sandbox/door.js';
import { keptServerCredentials } from '../../src/sandbox/installation/certificate-authority.js';
import type { TestSystem } from '../helpers/api.js';
import { startTestSystem } from '../helpers/api.js';
import type { TestBrowser, Visitor } from '../helpers/browser.js';
import { LACKS_BROWSER, PATIENT, startTestBrowser } from '../helpers/browser.js';
import { cancel, goOnFrom, signIn } from './sign-in-pages.js';
import type { FrontEndServer } from './spa/front-end-server.js';
import { spaSettings, startFrontEndServer } from './spa/front-end-server.js';

const MEGAN = 'megan@contoso.example';
const MIKA = 'mika@contoso.example';
const CONSENT = 'Permissions requested';
const signedIn = z.object({ username: z.string(), oid: z.string(), accessToken: z.string(), fromCache: z.boolean() });
const apiAnswer = z.object({
  status: z.number(),
  challenge: z.string().nullable(),
  claims: z.string().optional(),
  body: z.looseObject({ code: z.string().optional() }),
});

describe.skipIf(LACKS_BROWSER)('MSAL Browser', PATIENT, () => {
  let frontEnd: FrontEndServer;
  let system: TestSystem;
  let browser: TestBrowser;
  let visitor: Visitor;
  let page: Page;

  beforeAll(async () => {
    frontEnd = await startFrontEndServer();
    system = await startTestSystem({ environment: { CORS_ORIGINS: frontEnd.origin } });
    frontEnd.configure(spaSettings(system));
    browser = await startTestBrowser(system.tenant);
  });
  afterAll(async () => {
    await browser?.close();
    await system?.close();
    await frontEnd?.close();
  });
  beforeEach(async () => {
    visitor = await browser.visitor();
    ({ page } = visitor);
    await open(frontEnd.origin);
  });
  afterEach(async () => {
    await visitor.leave();
    system.tenant.cloud.directory.reset();
  });

  /** Opens the front end, and waits until it knows that nobody is signed in there. */
  const open = async (origin: string) => {
    await page.goto(`${origin}/`);
    await page.getByText('{"accounts":0}').waitFor();
  };
  const press = (button: string) => page.getByRole('button', { name: button, exact: true }).click();
  /** What the page says a step came to. */
  const outcome = async (): Promise<unknown> => JSON.parse(await page.locator('output:not(:empty)').innerText());
  const pressed = async (button: string): Promise<unknown> => {
    await press(button);
    return outcome();
  };
  const signInByRedirect = async (user: string) => {
    await press('Sign in');
    await signIn(page, system.tenant.user(user));
    await goOnFrom(page, CONSENT);
    return signedIn.parse(await outcome());
  };

  it('signs in by redirect', async () => {
    const { id } = system.tenant.user(MEGAN);
    expect(await signInByRedirect(MEGAN)).toMatchObject({ username: MEGAN, oid: id, fromCache: false });
    expect(page.url()).toBe(`${frontEnd.origin}/`);
    expect(visitor.complaints).toEqual([]);
    expect([...visitor.hosts]).toEqual(['localhost']);
  });

  it('signs in in a window, which closes', async () => {
    const pages = await visitor.windowOpenedBy(() => press('Sign in, in a window'));
    const closed = pages.waitForEvent('close');
    await signIn(pages, system.tenant.user(MEGAN));
    await goOnFrom(pages, CONSENT);
    expect(signedIn.parse(await outcome())).toMatchObject({ username: MEGAN, oid: system.tenant.user(MEGAN).id });
    await closed;
    expect(visitor.complaints).toEqual([]);
  });

  it('finds its token again, and gets another one by refresh token', async () => {
    const first = await signInByRedirect(MEGAN);
    const found = signedIn.parse(await pressed('Token'));
    expect(found).toMatchObject({ accessToken: first.accessToken, fromCache: true });

    const refreshed = signedIn.parse(await pressed('Fresh token'));
    expect(refreshed).toMatchObject({ oid: first.oid, fromCache: false });
    expect(refreshed.accessToken).not.toBe(first.accessToken);
    const { entries } = system.tenant.cloud.journal;
    expect(entries.at(-1)).toMatchObject({ side: 'identity', grant: 'refresh_token', status: 200 });
  });

  it('signs in silently where the browser is signed in at the tenant, and nowhere else', async () => {
    const { installation } = system.tenant.cloud;
    const credentials = keptServerCredentials(installation);
    const behind = () => ({ host: 'localhost', port: Number(new URL(frontEnd.origin).port) });
    const door = await openDoor({ host: 'localhost', port: 0, credentials, behind });
    onTestFinished(() => door.close());
    // On https, since browsers keep the tenant's cookie from a frame in another site, and http is another site.
    await open(`https://localhost:${door.port}`);
    expect(await pressed('Sign in silently')).toMatchObject({ errorCode: 'login_required' });

    await signInByRedirect(MEGAN);
    await page.evaluate('sessionStorage.clear(), localStorage.clear()');
    await open(`https://localhost:${door.port}`);
    expect(await pressed('Sign in silently')).toMatchObject({ username: MEGAN, fromCache: false });
    expect(visitor.complaints).toEqual([]);
  });

  it('signs out at the tenant too, and comes back', async () => {
    await signInByRedirect(MEGAN);
    await press('Sign out');
    expect(await outcome()).toEqual({ accounts: 0 });
    expect(page.url().startsWith(`${frontEnd.origin}/?state=`)).toBe(true);

    await press('Sign in');
    await page.locator('#i0116').waitFor();
  });

  it('tells the front end that the permissions were refused', async () => {
    await press('Sign in');
    await signIn(page, system.tenant.user(MEGAN));
    await cancel(page, CONSENT);
    expect(await outcome()).toMatchObject({
      errorCode: 'access_denied',
      errorMessage: expect.stringContaining('AADSTS65004') as unknown,
    });
  });

  it('carries the user to the API: the profile is theirs', async () => {
    await signInByRedirect(MEGAN);
    const { id, displayName, userPrincipalName } = system.tenant.user(MEGAN);
    expect(await pressed('Profile')).toMatchObject({ status: 200, body: { id, displayName, userPrincipalName } });
    expect(visitor.complaints).toEqual([]);
  });

  it('lets the front end read the API’s challenge', async () => {
    const refused = apiAnswer.parse(await pressed('Profile'));
    expect(refused).toMatchObject({ status: 401, body: { code: 'missing_token' } });
    expect(refused.challenge).toBe(
      `Bearer realm="behalf", resource_metadata="${system.url}/.well-known/oauth-protected-resource"`,
    );
  });

  it('proves more by redirect where the API asks for it', async () => {
    await signInByRedirect(MIKA);
    const refused = apiAnswer.parse(await pressed('Profile'));
    expect(refused).toMatchObject({ status: 401, body: { code: 'insufficient_claims', claims: refused.claims } });

    await press('Prove more');
    await goOnFrom(page, 'Approve sign-in request');
    expect(await outcome()).toMatchObject({ username: MIKA });
    expect(await pressed('Profile')).toMatchObject({ status: 200, body: { userPrincipalName: MIKA } });
  });

  it('proves more in a window', async () => {
    await signInByRedirect(MIKA);
    expect(await pressed('Profile')).toMatchObject({ status: 401, body: { code: 'insufficient_claims' } });

    const pages = await visitor.windowOpenedBy(() => press('Prove more, in a window'));
    await goOnFrom(pages, 'Approve sign-in request');
    expect(await outcome()).toMatchObject({ username: MIKA });
    expect(await pressed('Profile')).toMatchObject({ status: 200, body: { userPrincipalName: MIKA } });
  });

  it('proves nothing when the request to prove more is declined', async () => {
    await signInByRedirect(MIKA);
    await pressed('Profile');
    const pages = await visitor.windowOpenedBy(() => press('Prove more, in a window'));
    await cancel(pages, 'Approve sign-in request');
    expect(await outcome()).toMatchObject({ errorCode: 'access_denied' });
    expect(await pressed('Profile')).toMatchObject({ status: 401, body: { code: 'insufficient_claims' } });
  });
});
