import type { Locator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { TestSystem } from '../helpers/api.js';
import { startTestSystem } from '../helpers/api.js';
import type { TestBrowser, Visitor } from '../helpers/browser.js';
import { LACKS_BROWSER, PATIENT, startTestBrowser } from '../helpers/browser.js';
import { cancel, goOnFrom, signIn } from './sign-in-pages.js';

const METHODS = ['get', 'post', 'put', 'patch', 'delete', 'head', 'options'];
const contract = z.object({ paths: z.record(z.string(), z.record(z.string(), z.unknown())) });
const messages = z.object({ value: z.array(z.object({ subject: z.string() })).min(1) });

describe.skipIf(LACKS_BROWSER)('the docs page', PATIENT, () => {
  let system: TestSystem;
  let browser: TestBrowser;
  let visitor: Visitor;

  beforeAll(async () => {
    system = await startTestSystem({ environment: { SESSION: 'on' } });
    browser = await startTestBrowser(system.tenant);
  });
  afterAll(async () => {
    await browser?.close();
    await system?.close();
  });
  /** Somebody new, with the page open: it takes long to come, and is shared where nobody signs in. */
  const welcome = async (): Promise<void> => {
    visitor = await browser.visitor();
    await visitor.page.goto(`${system.url}/docs`);
    await visitor.page.locator('.opblock-tag').first().waitFor({ timeout: 60_000 });
  };

  const dialog = () => visitor.page.locator('.auth-container').filter({ hasText: 'entra (OAuth2' });
  /** Opens the dialog and the sign-in window, and does there what `onPages` does. */
  const authorize = async (user: string, onPages: typeof signIn) => {
    await visitor.page.locator('.auth-wrapper button.authorize').click();
    const pages = await visitor.windowOpenedBy(() =>
      dialog().getByRole('button', { name: 'Apply given OAuth2' }).click(),
    );
    const closed = pages.waitForEvent('close');
    await onPages(pages, system.tenant.user(user));
    await closed;
  };
  const signInAndAccept: typeof signIn = async (pages, user) => {
    await signIn(pages, user);
    await goOnFrom(pages, 'Permissions requested');
  };
  const tag = (name: string) => visitor.page.locator(`.opblock-tag[data-tag="${name}"]`);
  const operation = (path: string, method = 'get') =>
    visitor.page.locator(`.opblock-${method}:has([data-path="${path}"])`);
  /** Tries an operation out: status and body as the page shows them. */
  const execute = async (path: string, area: string, method = 'get'): Promise<[string, unknown]> => {
    const block = operation(path, method);
    if ((await tag(area).getAttribute('data-is-open')) !== 'true') await tag(area).click();
    await block.locator('.opblock-summary-control').click();
    await block.getByRole('button', { name: 'Execute' }).click();
    const answer = block.locator('.live-responses-table');
    return [
      await shown(answer.locator('tbody td.response-col_status')),
      JSON.parse(await shown(answer.locator('pre').first())),
    ];
  };
  const shown = (place: Locator) => place.innerText();

  describe('to a visitor of its own', () => {
    beforeEach(welcome);
    afterEach(() => visitor.leave());

    it('shows every operation of the contract and nothing else, all areas unfolded', async () => {
      const { paths } = contract.parse(await (await system.get('/openapi.json')).body.json());
      const documented = Object.entries(paths).flatMap(([path, item]) =>
        Object.keys(item)
          .filter((method) => METHODS.includes(method))
          .map((method) => `${method.toUpperCase()} ${path}`),
      );
      // Areas come folded, so that the page can be looked over.
      expect(await visitor.page.locator('.opblock').count()).toBe(0);
      for (const area of await visitor.page.locator('.opblock-tag').all()) await area.click();
      const rendered = await visitor.page
        .locator('.opblock-summary')
        .evaluateAll((summaries) =>
          summaries.map((summary) =>
            [
              summary.querySelector('.opblock-summary-method')?.textContent,
              summary.querySelector('[data-path]')?.getAttribute('data-path'),
            ].join(' '),
          ),
        );
      expect(rendered.toSorted()).toEqual(documented.toSorted());
      // The last one is there to be read, wherever on the page one is.
      await visitor.page.locator('.opblock').last().scrollIntoViewIfNeeded();
      expect(await visitor.page.locator('.opblock').count()).toBe(documented.length);
      expect(visitor.complaints).toEqual([]);
    });

    it('signs in at the tenant and executes operations as that user', async () => {
      await authorize('megan@contoso.example', signInAndAccept);
      await dialog().getByRole('button', { name: 'Remove authorization' }).waitFor();
      await dialog().getByRole('button', { name: 'Close' }).click();

      const { id, displayName, userPrincipalName } = system.tenant.user('megan@contoso.example');
      expect(await execute('/v1.0/me', 'Me')).toEqual([
        '200',
        expect.objectContaining({ id, displayName, userPrincipalName }),
      ]);
      const [status, body] = await execute('/v1.0/me/messages', 'Mail');
      expect(status).toBe('200');
      expect(messages.safeParse(body).success).toBe(true);
      expect(visitor.complaints).toEqual([]);
      expect([...visitor.hosts]).toEqual(['localhost']);
    });

    it('executes by the session of the browser, or by a token in its place, says by which, and signs out', async () => {
      const { page } = visitor;
      const identity = page.locator('.identity');
      const authorizations: (string | undefined)[] = [];
      page.on('request', (request) => {
        if (new URL(request.url()).pathname === '/v1.0/me') authorizations.push(request.headers()['authorization']);
      });
      const alex = ['200', expect.objectContaining({ userPrincipalName: 'alex@contoso.example' })];
      await identity.getByText('Nobody is signed in.').waitFor();
      await identity.getByRole('link', { name: 'sign in by session' }).click();
      // The API's own registration: no consent to ask for.
      await signIn(page, system.tenant.user('alex@contoso.example'));
      await page.waitForURL(`${system.url}/docs`);
      await identity.getByText('In force: the session of this browser, as alex@contoso.example.').waitFor();
      await page.locator('.opblock-tag').first().waitFor();

      expect(await execute('/v1.0/me', 'Me')).toEqual(alex);
      // What changes something is refused from other origins: that the page is our own, the browser itself says.
      expect(await execute('/auth/token/refresh', 'Sign-in', 'post')).toEqual([
        '200',
        expect.objectContaining({ graph: expect.anything() as unknown }),
      ]);

      // Whoever is signed in at the tenant already is asked for consent to this application alone.
      await authorize('alex@contoso.example', (pages) => goOnFrom(pages, 'Permissions requested'));
      await dialog().getByRole('button', { name: 'Remove authorization' }).waitFor();
      // A page cannot set a cookie: the dialog asks for none, but for the two kinds of token.
      expect(await page.locator('.auth-container').count()).toBe(2);
      await dialog().getByRole('button', { name: 'Close' }).click();
      await identity.getByText('In force: the token you authorized with.').waitFor();
      await operation('/v1.0/me').getByRole('button', { name: 'Execute' }).click();
      await expect.poll(() => authorizations, PATIENT).toEqual([undefined, expect.stringMatching(/^Bearer /)]);

      await page.locator('.auth-wrapper button.authorize').click();
      await dialog().getByRole('button', { name: 'Remove authorization' }).click();
      await dialog().getByRole('button', { name: 'Close' }).click();
      await identity.getByRole('button', { name: 'Sign out' }).click();
      await page.waitForURL((url) => url.href.includes('/logout'));
      expect(visitor.complaints).toEqual([]);
      await page.goto(`${system.url}/auth/session`);
      expect(JSON.parse(await page.locator('body').innerText())).toEqual({ signedIn: false });
    });
  });

  describe('to somebody who stays a stranger', () => {
    beforeAll(welcome);
    afterAll(() => visitor?.leave());

    it('sends the slashes of a drive path as they are', async () => {
      await tag('Files').click();
      const block = operation('/v1.0/me/drive/root:/{path}');
      await block.locator('.opblock-summary-control').click();
      await block.locator('tr[data-param-name="path"] input').fill('Launch/Photos/cover #14.jpg');
      const asked = visitor.page.waitForRequest(/\/v1\.0\/me\/drive\//);
      await block.getByRole('button', { name: 'Execute' }).click();
      expect(new URL((await asked).url()).pathname).toBe('/v1.0/me/drive/root:/Launch/Photos/cover%20%2314.jpg');
    });

    it('says in the dialog that the permissions were refused, and holds no token', async () => {
      const before = visitor.complaints.length;
      await visitor.page.context().clearCookies();
      await authorize('adele@contoso.example', async (pages, user) => {
        await signIn(pages, user);
        await cancel(pages, 'Permissions requested');
      });
      const errors = dialog().locator('.errors');
      await errors.waitFor();
      expect(await shown(errors)).toMatch(/access_denied.*AADSTS65004/s);
      expect(await dialog().getByRole('button', { name: 'Remove authorization' }).count()).toBe(0);
      await dialog().getByRole('button', { name: 'Close' }).click();
      expect(visitor.complaints.slice(before)).toEqual([]);
    });

    it('leaves a wrong password at the sign-in page, and an account that is disabled too', async () => {
      const { userPrincipalName, password } = system.tenant.user('dana@contoso.example');
      // Whoever signed in at the tenant before is not asked for a name.
      await visitor.page.context().clearCookies();
      await visitor.page.locator('.auth-wrapper button.authorize').click();
      const pages = await visitor.windowOpenedBy(() =>
        dialog().getByRole('button', { name: 'Apply given OAuth2' }).click(),
      );
      await signIn(pages, { userPrincipalName, password: `${password}x` });
      expect(await shown(pages.locator('#passwordError'))).toContain('AADSTS50126');
      await pages.fill('#i0118', password);
      await pages.click('#idSIButton9');
      await pages.getByText('AADSTS50057').waitFor();
      await pages.close();
      await dialog().getByRole('button', { name: 'Close' }).click();
    });

    it('shows a refusal as the API gave it', async () => {
      const before = visitor.complaints.length;
      expect(await execute('/v1.0/me', 'Me')).toEqual(['401', expect.objectContaining({ code: 'missing_token' })]);
      expect(visitor.complaints.slice(before)).toEqual([expect.stringContaining('401')]);
    });
  });
});

describe('what is served under /docs', () => {
  let system: TestSystem;
  beforeAll(async () => {
    system = await startTestSystem();
  });
  afterAll(() => system.close());

  it('lets the page reach the API and the identity provider alone, with no inline script or style', async () => {
    const { headers, body } = await system.get('/docs');
    await body.dump();
    const policy = String(headers['content-security-policy']);
    expect(policy).not.toContain('unsafe');
    expect(policy).toContain(`connect-src 'self' ${system.tenant.origins.http};`);
    expect(policy).toContain("frame-ancestors 'none'");
    expect(headers['cross-origin-opener-policy']).toBe('same-origin-allow-popups');
  });

  it('leaves the sign-in window its opener', async () => {
    const { statusCode, headers, body } = await system.get('/docs/oauth2-redirect.html');
    await body.dump();
    expect([statusCode, headers['cross-origin-opener-policy']]).toEqual([200, undefined]);
  });

  it.each([
    ['accept', '*/*'],
    ['range', 'bytes=99999999-'],
    ['if-match', '"x"'],
    ['if-unmodified-since', 'Thu, 01 Jan 1970 00:00:00 GMT'],
  ])('is a whole file, whatever is asked of it: %s %s', async (name, value) => {
    const { statusCode, body } = await system.send('GET', '/docs/swagger-ui.css', undefined, { [name]: value });
    expect(statusCode).toBe(200);
    expect(await body.text()).toContain('.swagger-ui');
  });

  it.each([
    '/docs/index.html',
    '/docs/swagger-initializer.js',
    '/docs/package.json',
    '/docs/docs.css',
    '/docs//',
    '/docs/a//b',
    `/docs/${'a'.repeat(300)}`,
    `/docs/${'a/'.repeat(3000)}`,
  ])('is what the page needs and no more: not %s', async (path) => {
    const { statusCode, body } = await system.get(path);
    expect([statusCode, await body.json()]).toEqual([404, expect.objectContaining({ code: 'not_found' })]);
  });
});
