import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { Agent, request } from 'undici';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { keptServerCredentials } from '../../src/sandbox/installation/certificate-authority.js';
import type { TestSystem } from '../helpers/api.js';
import { startTestSystem } from '../helpers/api.js';
import type { TestBrowser, Visitor } from '../helpers/browser.js';
import { LACKS_BROWSER, PATIENT, startTestBrowser } from '../helpers/browser.js';
import type { Nginx } from '../helpers/nginx.js';
import { LACKS_NGINX, startNginx } from '../helpers/nginx.js';
import { builtPage } from './built-page.js';
import { goOnFrom, signIn } from './sign-in-pages.js';
import type { FrontEndServer } from './spa/front-end-server.js';
import { spaSettings, startFrontEndServer } from './spa/front-end-server.js';

const EXAMPLES = join(import.meta.dirname, '../../docs/examples');
const MEGAN = 'megan@contoso.example';
const MIKA = 'mika@contoso.example';
const CARLA = 'carla@contoso.example';
/** Of one address in a minute. */
const STRANGERS_CALLS = 20;
const CONSENT = 'Permissions requested';

describe.skipIf(LACKS_BROWSER)('the guide for front ends', PATIENT, () => {
  let frontEnd: FrontEndServer;
  let system: TestSystem;
  let browser: TestBrowser;
  let visitor: Visitor;
  let page: Page;

  beforeAll(async () => {
    frontEnd = await startFrontEndServer(await builtPage(join(EXAMPLES, 'spa'), 'main.js'));
    system = await startTestSystem({
      environment: {
        CORS_ORIGINS: frontEnd.origin,
        SESSION: 'on',
        TRUSTED_PROXIES: '127.0.0.1',
        RATE_LIMIT_ANONYMOUS_PER_MINUTE: String(STRANGERS_CALLS),
      },
    });
    frontEnd.configure(spaSettings(system));
    browser = await startTestBrowser(system.tenant);
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await system?.close();
    await frontEnd?.close();
  });
  beforeEach(async () => {
    visitor = await browser.visitor();
    ({ page } = visitor);
  });
  afterEach(async () => {
    await visitor.leave();
    system.tenant.cloud.faults.clear();
    system.tenant.cloud.directory.reset();
  });

  const press = (button: string): Promise<void> => page.getByRole('button', { name: button, exact: true }).click();
  const outcome = async (): Promise<unknown> => JSON.parse(await page.locator('output:not(:empty)').innerText());

  describe('a single-page application', () => {
    const signedIn = async (user: string): Promise<void> => {
      await page.goto(frontEnd.origin);
      expect(await outcome()).toEqual({ signedIn: null });
      const pages = await visitor.windowOpenedBy(() => press('Sign in'));
      await signIn(pages, system.tenant.user(user));
      await goOnFrom(pages, CONSENT);
      await page.getByText(JSON.stringify({ signedIn: user })).waitFor();
    };
    const expectShown = async (user: string): Promise<void> => {
      await page.getByText(`"userPrincipalName":"${user}"`).waitFor();
    };

    it('signs in, renews its token, shows the profile, and signs out in a window', async () => {
      await signedIn(MEGAN);
      await press('Profile');
      await expectShown(MEGAN);
      await press('Refresh');
      expect(await outcome()).toEqual({ refreshed: true });
      expect(system.tenant.cloud.journal.entries.at(-1)).toMatchObject({ grant: 'refresh_token', status: 200 });
      expect(visitor.complaints).toEqual([]);

      const pages = await visitor.windowOpenedBy(() => press('Sign out'));
      if (!pages.isClosed()) await pages.waitForEvent('close');
      expect(await outcome()).toEqual({ signedIn: null });
      const again = await visitor.windowOpenedBy(() => press('Sign in'));
      await again.locator('#i0116').waitFor();
      await again.close();
    });

    it('lets the user prove more, and goes on', async () => {
      await signedIn(MIKA);
      const pages = await visitor.windowOpenedBy(() => press('Profile'));
      await goOnFrom(pages, 'Approve sign-in request');
      await expectShown(MIKA);
    });

    it('lets the user consent to what is missing, and goes on', async () => {
      await signedIn(CARLA);
      const pages = await visitor.windowOpenedBy(() => press('Profile'));
      // The embedded tenant has a sign-in for each of its two addresses: MSAL insists on https, browsers are sent to http.
      await signIn(pages, system.tenant.user(CARLA));
      await goOnFrom(pages, CONSENT);
      await pages.getByRole('heading', { name: 'Consent is given' }).waitFor();
      // Its own style, which its policy names, is in force.
      expect(await pages.evaluate("getComputedStyle(document.querySelector('main')).borderTopStyle")).toBe('solid');
      await pages.close();
      const others = visitor.complaints.filter((text) => !/\b403\b.*\/v1\.0\/me\)$/.test(text));
      expect(others).toEqual([]);
      await expectShown(CARLA);
    });

    it('says what it cannot remedy', async () => {
      await signedIn(MEGAN);
      system.tenant.cloud.faults.set({ graph: { status: 429, retryAfter: 600 } });
      await press('Profile');
      expect(await outcome()).toMatchObject({ message: expect.any(String), problem: { error: expect.anything() } });
    });
  });

  describe.skipIf(LACKS_NGINX)('a page and Behalf behind nginx, signed in by cookie', () => {
    let nginx: Nginx;
    let origin: string;

    beforeAll(async () => {
      const { tenant } = system;
      origin = tenant.api.https;
      const { cert, key } = keptServerCredentials(tenant.cloud.installation);
      const port = Number(new URL(origin).port);
      const fitted = (folder: string): string =>
        Object.entries({
          'listen 443 ssl;': `listen 127.0.0.1:${port} ssl;`,
          'server_name app.example.com;': 'server_name localhost;',
          '/etc/nginx/tls/app.example.com.pem': join(folder, 'tls.pem'),
          '/etc/nginx/tls/app.example.com.key': join(folder, 'tls.key'),
          '/srv/app': join(EXAMPLES, 'cookie'),
          'http://127.0.0.1:3000': `http://localhost:${new URL(system.url).port}`,
        }).reduce(
          (text, [before, after]) => {
            if (!text.includes(before)) throw new Error(`the guide's nginx.conf lacks ${before}`);
            return text.replaceAll(before, after);
          },
          readFileSync(join(EXAMPLES, 'nginx.conf'), 'utf8'),
        );
      nginx = await startNginx(port, fitted, { 'tls.pem': cert, 'tls.key': key });
    });
    afterAll(() => nginx?.close());

    const signedIn = async (user: string): Promise<void> => {
      await page.goto(`${origin}/`);
      expect(await outcome()).toEqual({ signedIn: false });
      await press('Sign in');
      await signIn(page, system.tenant.user(user));
      await page.getByText('"signedIn":true').waitFor();
      expect(page.url()).toBe(`${origin}/`);
    };

    it('signs in, reads, writes and signs out, and no script sees cookie or token', async () => {
      await signedIn(MEGAN);
      const { secure, httpOnly, sameSite } =
        (await page.context().cookies(origin)).find(({ name }) => name === '__Host-behalf-session') ?? {};
      expect({ secure, httpOnly, sameSite }).toEqual({ secure: true, httpOnly: true, sameSite: 'Lax' });
      expect(await page.evaluate('[document.cookie, localStorage.length, sessionStorage.length]')).toEqual(['', 0, 0]);

      await press('Profile');
      expect(await outcome()).toMatchObject({ userPrincipalName: MEGAN });
      await press('Draft');
      expect(await outcome()).toMatchObject({ subject: 'Written without a token in the page', isDraft: true });
      expect(visitor.complaints).toEqual([]);

      const leaving = page.waitForRequest(/\/oauth2\/v2\.0\/logout\?/);
      await press('Sign out');
      await leaving;
      // In a window of its own: the first is on its way through the tenant's pages.
      page = await page.context().newPage();
      await page.goto(`${origin}/`);
      expect(await outcome()).toEqual({ signedIn: false });
    });

    it('sends the user to prove more, and back', async () => {
      await signedIn(MIKA);
      await press('Profile');
      await goOnFrom(page, 'Approve sign-in request');
      await page.getByText('"signedIn":true').waitFor();
      await press('Profile');
      expect(await outcome()).toMatchObject({ userPrincipalName: MIKA });
    });

    it('tells Behalf where strangers are, whatever they claim themselves', async () => {
      const statusFrom = async (localAddress: string, claimed: string): Promise<number> => {
        const agent = new Agent({ localAddress, connect: { ca: system.tenant.ca } });
        const { statusCode, body } = await request(`${origin}/v1.0/me`, {
          dispatcher: agent,
          headers: { 'x-forwarded-for': claimed },
        });
        await body.dump();
        await agent.close();
        return statusCode;
      };
      for (let call = 1; call <= STRANGERS_CALLS; call += 1)
        expect(await statusFrom('127.0.0.2', `192.0.2.${call}`)).toBe(401);
      expect(await statusFrom('127.0.0.2', '192.0.2.99')).toBe(429);
      expect(await statusFrom('127.0.0.3', '127.0.0.2')).toBe(401);
    });

    it('carries addresses byte for byte, files of any size and links of its own', async () => {
      await signedIn(MEGAN);
      const result: unknown = await page.evaluate(`(async () => {
        const address = '/v1.0/me/drive/root:/a%20b%2Bc.bin:/content';
        const sent = await fetch(address, { method: 'PUT', body: new Uint8Array(3_000_000) });
        const item = await sent.json();
        const page = await (await fetch('/v1.0/me/messages?$top=1&$select=subject')).json();
        return { status: sent.status, name: item.name, size: item.size, next: page['@odata.nextLink'] };
      })()`);
      expect(result).toMatchObject({ status: 201, name: 'a b+c.bin', size: 3_000_000 });
      expect(result).toMatchObject({ next: expect.stringMatching(new RegExp(`^${origin}/v1\\.0/me/messages\\?`)) });
      expect(nginx.errors()).toBe('');
    });
  });
});
