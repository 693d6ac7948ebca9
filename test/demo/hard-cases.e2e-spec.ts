import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { cancel, goOnFrom } from '../browser/sign-in-pages.js';
import type { TestSystem } from '../helpers/api.js';
import type { TestBrowser, Visitor } from '../helpers/browser.js';
import { LACKS_BROWSER, startTestBrowser } from '../helpers/browser.js';
import type { Way } from './demo-page.js';
import { CARLA, DemoPage, MEGAN, MIKA, WAYS, startDemoSystem } from './demo-page.js';

const PATIENCE = { timeout: 180_000 };
const STEP = { timeout: 30_000 };
const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const TITLES = ['Profile', 'People', 'Mail', 'Calendar', 'Files', 'OneNote', 'Token', 'Hard cases'];
const violations = z.array(z.object({ id: z.string(), nodes: z.array(z.string()) }));

describe.skipIf(LACKS_BROWSER)('the demo front end, where it is hard', () => {
  let system: TestSystem;
  let browser: TestBrowser;
  let visitor: Visitor;
  let demo: DemoPage;

  beforeAll(async () => {
    system = await startDemoSystem();
    browser = await startTestBrowser(system.tenant);
  });
  afterAll(async () => {
    await browser?.close();
    await system?.close();
  });
  afterEach(() => {
    system.tenant.cloud.directory.reset();
    system.tenant.cloud.faults.clear();
  });

  const welcome = async (): Promise<void> => {
    visitor = await browser.visitor();
    visitor.page.setDefaultTimeout(60_000);
    demo = new DemoPage(visitor.page, system);
  };

  const caseOf = (title: string) => visitor.page.getByRole('region', { name: title });
  const troubleWith = (code: string) => visitor.page.locator(`.trouble[data-code=${code}]`);
  const expectItWorksIn = async (title: string, name: string) =>
    caseOf(title).getByText(`It works: Graph knows you as ${name}.`).waitFor();

  describe('to whoever it leads away and back', () => {
    beforeEach(welcome);
    afterEach(() => visitor.leave());

    /** From Megan, by the button of a case. */
    const become = async (user: string, title: string, way: Way): Promise<void> => {
      await demo.signIn(way, MEGAN);
      await demo.open('Hard cases');
      await caseOf(title)
        .getByRole('button', { name: `Sign in as ${user}` })
        .click();
      await signInAs(user, way);
      await demo.heading('Hard cases').waitFor();
    };

    it.each(WAYS)('by %s, leads out of a missing consent', PATIENCE, async (way) => {
      await become(CARLA, 'Consent is missing', way);
      const review = async (): Promise<void> => {
        await caseOf('Consent is missing').getByRole('button', { name: 'Call as yourself' }).click();
        await troubleWith('consent_required').getByText('User.Read', { exact: true }).waitFor();
        await demo.button('Review permissions').click();
        // The browser knows two accounts by now, and the link names none.
        await visitor.page.locator('.accounts button', { hasText: 'Carla Weber' }).click();
      };
      await review();
      await cancel(visitor.page, 'Permissions requested');
      await visitor.page.getByText('You left the page or gave no permissions.').waitFor();
      await review();
      await goOnFrom(visitor.page, 'Permissions requested');
      await demo.heading('Hard cases').waitFor();
      await caseOf('Consent is missing').getByRole('button', { name: 'Call as yourself' }).click();
      await expectItWorksIn('Consent is missing', 'Carla Weber');
    });

    it.each(WAYS)('by %s, leads out of a demand for MFA', PATIENCE, async (way) => {
      await become(MIKA, 'More proof is wanted', way);
      await caseOf('More proof is wanted').getByRole('button', { name: 'Call as yourself' }).click();
      await troubleWith('insufficient_claims').waitFor();
      await demo.button('Continue at Microsoft Entra').click();
      await goOnFrom(visitor.page, 'Approve sign-in request');
      await demo.heading('Hard cases').waitFor();
      await caseOf('More proof is wanted').getByRole('button', { name: 'Call as yourself' }).click();
      await expectItWorksIn('More proof is wanted', 'Mika Aalto');
    });

    it.each(WAYS)('by %s, leads somebody back who was signed out elsewhere', PATIENCE, async (way) => {
      await demo.signIn(way, MEGAN);
      await demo.open('Hard cases');
      const { directory, clock } = system.tenant.cloud;
      directory.change(system.tenant.user(MEGAN), { tokensValidFrom: clock.now() });
      await caseOf('Signed out elsewhere').getByRole('button', { name: 'Call again' }).click();
      await caseOf('Signed out elsewhere').locator('.trouble .primary').click();
      await visitor.page.locator('#i0116, #i0118').first().waitFor();
      await signInAs(MEGAN, way, false);
      await demo.heading('Hard cases').waitFor();
      await caseOf('Signed out elsewhere').getByRole('button', { name: 'Call again' }).click();
      await expectItWorksIn('Signed out elsewhere', 'Megan Bowen');
    });
  });

  describe('to somebody who stays', () => {
    beforeAll(async () => {
      await welcome();
      await demo.signIn('cookie', MEGAN);
    }, 120_000);
    afterAll(() => visitor?.leave());

    it('waits as long as it is told where Graph throttles, and goes on by itself', PATIENCE, async () => {
      await demo.open('Hard cases');
      system.tenant.cloud.faults.set({ graph: { status: 429, retryAfter: 1 } });
      await caseOf('Signed out elsewhere').getByRole('button', { name: 'Call again' }).click();
      await visitor.page.getByText('Tries again by itself in').waitFor();
      system.tenant.cloud.faults.clear();
      await expectItWorksIn('Signed out elsewhere', 'Megan Bowen');
    });

    it('runs into the API’s own limit, and says for how long', PATIENCE, async () => {
      await demo.open('Hard cases');
      await demo.button('Call until throttled').click();
      const told = await troubleWith('rate_limited').getByText('Tries again by itself').innerText();
      expect(told).toMatch(/^Tries again by itself in \d+ s$/);
    });

    it('is used by keyboard alone', PATIENCE, async () => {
      const { page } = visitor;
      await demo.open('Profile');
      await page.reload();
      await demo.heading('Profile').waitFor();
      await page.keyboard.press('Tab');
      expect(await page.locator(':focus').innerText()).toBe('Skip to content');
      // Theme, sign-out, then the panels in their order.
      const passed: string[] = [];
      while (passed.at(-1) !== 'Mail') {
        await page.keyboard.press('Tab');
        passed.push(await page.locator(':focus').innerText());
      }
      expect(passed).toEqual([expect.stringMatching(/^(?:Dark|Light)$/), 'Sign out', 'Profile', 'People', 'Mail']);
      await page.keyboard.press('Enter');
      await demo.heading('Mail').waitFor();
      await demo.loaded();
      expect(await page.locator(':focus').innerText()).toBe('Mail');
      await page.keyboard.press('Tab');
      expect(await page.locator(':focus').innerText()).toBe('Older');
      await page.keyboard.press('Enter');
      await expect.poll(() => page.locator(':focus').allInnerTexts(), STEP).toEqual(['Page 2']);
      await page.keyboard.press('Tab');
      expect(await page.locator(':focus').innerText()).toBe('Newer');
      await page.keyboard.press('Enter');
      await expect.poll(() => page.locator(':focus').allInnerTexts(), STEP).toEqual(['Page 1']);
      await demo.open('Files');
      await demo.button('Launch').press('Enter');
      await expect.poll(() => page.locator('.trail :focus').allInnerTexts(), STEP).toEqual(['Launch']);
    });

    it('has no fault that axe finds, light and dark, signed in and not', PATIENCE, async () => {
      const faultsOf = async (looked: Page) => {
        // By the protocol: the page's own policy lets no foreign script in.
        await looked.evaluate(readFileSync(AXE, 'utf8'));
        const found: unknown[] = [];
        for (const colorScheme of ['light', 'dark'] as const) {
          await looked.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
          const text = `axe.run().then(({ violations }) => violations.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ html }) => html) })))`;
          found.push(...violations.parse(await looked.evaluate(text)));
        }
        return found;
      };
      for (const title of TITLES) {
        await demo.open(title);
        if (title === 'OneNote') {
          await demo.button('Launch board').click();
          await demo.button('Download as Markdown').waitFor();
        }
        expect({ title, faults: await faultsOf(visitor.page) }).toEqual({ title, faults: [] });
      }
      await demo.button('Call until throttled').click();
      await troubleWith('rate_limited').waitFor();
      expect(await faultsOf(visitor.page)).toEqual([]);
      const stranger = await browser.visitor();
      onTestFinished(() => stranger.leave());
      await stranger.page.goto(`${system.url}/`);
      await stranger.page.getByRole('button', { name: 'Sign in' }).waitFor();
      expect(await faultsOf(stranger.page)).toEqual([]);
    });
  });

  it('tells of a sign-in that could not begin, which nobody has waited for', PATIENCE, async () => {
    const stranger = await browser.visitor();
    onTestFinished(() => stranger.leave());
    await stranger.page.goto(`${system.url}/`);
    await stranger.page.getByRole('button', { name: 'Sign in' }).waitFor();
    await stranger.page.evaluate(`import('/demo/challenges.js').then(({ Challenge }) => {
      void Promise.reject(new Challenge('wait', 'Sign-in is not possible now', 'Try again.', { seconds: 600 }));
    })`);
    await stranger.page.getByRole('heading', { name: 'Sign-in is not possible now' }).waitFor();
    await stranger.page.getByRole('button', { name: 'Try now' }).click();
    await stranger.page.getByRole('button', { name: 'Sign in' }).waitFor();
    expect(stranger.complaints).toEqual([]);
  });

  it('lets the page run and load what comes from here, and nothing else', async () => {
    const { headers, body } = await system.get('/');
    await body.dump();
    const policy = String(headers['content-security-policy']);
    expect(policy).not.toContain('unsafe');
    expect(policy).toContain("script-src 'self'; style-src 'self'; img-src 'self' blob:;");
    expect(policy).toContain(`connect-src 'self' ${system.tenant.origins.http};`);
    expect(policy).toContain("require-trusted-types-for 'script'");
    expect(headers['cache-control']).toBe('no-store');
    for (const path of ['/demo/index.html', '/demo/tsconfig.json', '/demo/globals.d.ts', '/demo/%2e%2e/demo.js']) {
      const answer = await system.get(path);
      await answer.body.dump();
      expect([path, answer.statusCode]).toEqual([path, path.includes('%2e') ? 400 : 404]);
    }
  });

  it('has files that are whole or not there', async () => {
    const headers = {
      range: 'bytes=99999999-',
      'if-match': '"x"',
      'if-unmodified-since': 'Thu, 01 Jan 1970 00:00:00 GMT',
    };
    const whole = await system.send('GET', '/demo/main.js', undefined, headers);
    expect([whole.statusCode, (await whole.body.text()).length > 0]).toEqual([200, true]);
    for (const path of ['/demo//main.js', `/demo/${'a'.repeat(300)}.js`]) {
      const { statusCode, body } = await system.get(path);
      expect([statusCode, await body.json()]).toEqual([404, expect.objectContaining({ code: 'not_found' })]);
    }
  });

  it('is not there unless DEMO is on', async () => {
    const without = await system.replica({ environment: { DEMO: 'off' } });
    try {
      for (const path of ['/', '/demo/main.js', '/demo/settings.json']) {
        const { statusCode, body } = await without.send('GET', path);
        expect([statusCode, await body.json()]).toEqual([404, expect.objectContaining({ code: 'not_found' })]);
      }
    } finally {
      await without.close();
    }
  });

  /** On the tenant's pages, wherever they begin: at the name or, with a hint, at the password. */
  const signInAs = async (user: string, way: Way, consents = true) => {
    const { page } = visitor;
    await page.locator('#i0116, #i0118').first().waitFor();
    if ((await page.locator('#i0116').count()) > 0) {
      await page.fill('#i0116', user);
      await page.click('#idSIButton9');
    }
    await page.fill('#i0118', system.tenant.user(user).password);
    await page.click('#idSIButton9');
    if (way === 'msal' && consents) await goOnFrom(page, 'Permissions requested');
  };
});
