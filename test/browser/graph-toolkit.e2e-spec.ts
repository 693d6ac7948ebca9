import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import type { Listening } from '../../src/sandbox/listening.js';
import type { TestSystem } from '../helpers/api.js';
import { startTestSystem } from '../helpers/api.js';
import type { TestBrowser, Visitor } from '../helpers/browser.js';
import { LACKS_BROWSER, PATIENT, startTestBrowser } from '../helpers/browser.js';
import { openHttpsDoor } from '../helpers/https-door.js';
import type { FrontEndServer } from './spa/front-end-server.js';
import { startFrontEndServer } from './spa/front-end-server.js';
import { builtPage } from './built-page.js';
import { signIn } from './sign-in-pages.js';

const MEGAN = 'megan@contoso.example';
/** Whence the Toolkit takes the icons of file types, and nothing else. */
const ICONS = 'spoprod-a.akamaihd.net';
const PATIENCE = { timeout: 25_000 };
const events = z.object({ value: z.array(z.object({ subject: z.string() })).min(1) });
const files = z.object({ value: z.array(z.object({ name: z.string() })).min(1) });
const person = z.object({ displayName: z.string(), jobTitle: z.string(), officeLocation: z.string() });

describe.skipIf(LACKS_BROWSER)('Graph Toolkit, told the https address of the API', PATIENT, () => {
  let frontEnd: FrontEndServer;
  let system: TestSystem;
  let door: Listening;
  let browser: TestBrowser;
  let visitor: Visitor;
  let page: Page;
  let token: string;

  beforeAll(async () => {
    frontEnd = await startFrontEndServer(await builtPage(join(import.meta.dirname, 'toolkit'), 'toolkit.js'));
    system = await startTestSystem({ environment: { CORS_ORIGINS: frontEnd.origin, SESSION: 'on' } });
    door = await openHttpsDoor(system);
    browser = await startTestBrowser(system.tenant);
    token = await system.token(MEGAN);
    await open(token);
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await door?.close();
    await system?.close();
    await frontEnd?.close();
  });

  const open = async (bearer: string): Promise<void> => {
    frontEnd.configure({ api: system.tenant.api.https, token: bearer });
    visitor = await browser.visitor();
    ({ page } = visitor);
    await withIcons();
    await page.goto(frontEnd.origin);
  };
  const withIcons = (): Promise<unknown> =>
    page.route(`https://${ICONS}/**`, (icon) =>
      icon.fulfill({ contentType: 'image/svg+xml', body: '<svg xmlns="http://www.w3.org/2000/svg"/>' }),
    );
  /** What is not in the catalogue, and who has no photo, is missing; the components know how to do without. */
  const unexplained = ({ complaints }: Visitor): readonly string[] =>
    complaints.filter((text) => !/\b404\b.*\/(?:profile|photo\/\$value)\)$/.test(text));
  const read = async <T>(path: string, schema: z.ZodType<T>): Promise<T> =>
    schema.parse(await (await system.get(path, token)).body.json());
  const expectShown = (place: string, text: string): Promise<void> =>
    page.locator(place).getByText(text, { exact: true }).first().waitFor();
  const texts = (selector: string): Promise<string[]> => page.locator(selector).allInnerTexts();

  it('knows by the API that somebody is signed in', async () => {
    await expectShown('body', 'SignedIn');
  });

  it('shows the card of the user, with contact, chart and mail', async () => {
    const { displayName, jobTitle, officeLocation } = await read('/v1.0/me', person);
    const manager = await read('/v1.0/me/manager', person);
    for (const shown of [displayName, jobTitle, officeLocation, manager.displayName])
      await expectShown('mgt-person-card', shown);
    await page.locator('mgt-person-card mgt-person img').first().waitFor();
  });

  it('shows the people the user works with, with their photos', async () => {
    await expect.poll(() => page.locator('section > mgt-people .people-person').count(), PATIENCE).toBe(5);
    await expect.poll(() => page.locator('section > mgt-people mgt-person img').count(), PATIENCE).toBeGreaterThan(0);
  });

  it('shows the events of the week', async () => {
    const [start, end] = [new Date(), new Date(Date.now() + 7 * 86_400_000)].map((day) => day.toISOString());
    const { value } = await read(`/v1.0/me/calendarview?startdatetime=${start}&enddatetime=${end}&$top=3`, events);
    for (const { subject } of value) await expectShown('mgt-agenda', subject);
  });

  it('shows the files of the user’s drive', async () => {
    const { value } = await read('/v1.0/me/drive/root/children?$select=name', files);
    for (const { name } of value) await expectShown('mgt-file-list', name);
    expect(await texts('mgt-file-list mgt-file')).toHaveLength(value.length);
  });

  it('asks nobody but the API, and brings Graph no token that is not for Graph', async () => {
    expect(new Set(visitor.hosts)).toEqual(new Set(['localhost', ICONS]));
    const seen = system.tenant.cloud.journal.entries.filter(({ side }) => side === 'graph');
    expect(new Set(seen.map(({ token: carried }) => carried?.aud))).toEqual(new Set(['https://graph.microsoft.com']));
    expect(unexplained(visitor)).toEqual([]);
  });

  it('does the same for whoever a cookie has signed in, on a page of the API’s own origin', async () => {
    const { https: origin } = system.tenant.api;
    const byCookie = await browser.visitor();
    onTestFinished(() => byCookie.page.context().close());
    ({ page } = byCookie);
    await withIcons();
    const authorizations: (string | undefined)[] = [];
    page.on('request', (request) => {
      if (request.url().startsWith(`${origin}/v1.0/`)) authorizations.push(request.headers()['authorization']);
    });
    // The reverse proxy of the guide: the front end's own files beside the API's paths.
    await page.route(new RegExp(`^${origin}/(?:toolkit\\.js|settings\\.json)?$`), async (route) => {
      const { pathname } = new URL(route.request().url());
      await route.fulfill({ response: await route.fetch({ url: `${frontEnd.origin}${pathname}` }) });
    });
    frontEnd.configure({ api: origin, token: '' });
    await page.goto(`${origin}/auth/login?return_to=/auth/session`);
    await signIn(page, system.tenant.user(MEGAN));
    await page.waitForURL(`${origin}/auth/session`);
    await page.goto(`${origin}/`);
    await expectShown('body', 'SignedIn');

    const { displayName } = await read('/v1.0/me', person);
    await expectShown('mgt-person-card', displayName);
    await page.locator('mgt-person-card mgt-person img').first().waitFor();
    await expect.poll(() => page.locator('section > mgt-people .people-person').count(), PATIENCE).toBe(5);
    await page.locator('mgt-agenda .event').first().waitFor();
    const { value } = await read('/v1.0/me/drive/root/children?$select=name', files);
    for (const { name } of value) await expectShown('mgt-file-list', name);
    expect(authorizations.length).toBeGreaterThan(5);
    expect(new Set(authorizations)).toEqual(new Set([undefined]));
    expect(unexplained(byCookie)).toEqual([]);
  });

  it('knows by the API that nobody is signed in', async () => {
    await page.context().close();
    await open('');
    await expectShown('body', 'SignedOut');
    expect(await page.locator('mgt-file-list mgt-file').count()).toBe(0);
  });
});
