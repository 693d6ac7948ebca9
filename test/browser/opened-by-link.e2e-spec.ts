import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import type { TestSystem } from '../helpers/api.js';
import { startTestSystem } from '../helpers/api.js';
import type { TestBrowser, Visitor } from '../helpers/browser.js';
import { LACKS_BROWSER, PATIENT, startTestBrowser } from '../helpers/browser.js';
import { signIn } from './sign-in-pages.js';
import { startFrontEndServer } from './spa/front-end-server.js';

const MEGAN = 'megan@contoso.example';
/** What each way of running asks for, at whatever address it runs. */
const RAN = '/it-ran';
const HTML = `<!doctype html><title>Bait</title><script>fetch('${RAN}')</script><img src="data:," onerror="fetch('${RAN}')">`;
const SVG = `<svg xmlns="http://www.w3.org/2000/svg" onload="fetch('${RAN}')"><script>fetch('${RAN}')</script></svg>`;
const DOCUMENTS = {
  'bait.html': { type: 'text/html', text: HTML },
  'bait.svg': { type: 'image/svg+xml', text: SVG },
} as const;
const created = z.object({ id: z.string() });

/** Ways a page brings in what lies at an address. */
const EMBEDDED = {
  iframe: (src: string) => `<iframe src="${src}"></iframe>`,
  img: (src: string) => `<img src="${src}">`,
  object: (src: string) => `<object data="${src}"></object>`,
  embed: (src: string) => `<embed src="${src}">`,
};

describe.skipIf(LACKS_BROWSER)('what others have sent, opened by whoever a cookie has signed in', PATIENT, () => {
  let system: TestSystem;
  let browser: TestBrowser;
  let visitor: Visitor;
  let page: Page;
  /** Addresses of the documents at the API, as attachments and as files. */
  const addresses = new Map<string, string>();
  let ran: string[] = [];

  beforeAll(async () => {
    system = await startTestSystem({ environment: { SESSION: 'on' } });
    browser = await startTestBrowser(system.tenant);
    await prepare();
    visitor = await welcome();
    visitor.page.context().on('request', (request) => {
      if (request.url().endsWith(RAN)) ran.push(request.url());
    });
  });
  afterAll(async () => {
    await visitor?.leave();
    await browser?.close();
    await system?.close();
  });
  beforeEach(async () => {
    page = await visitor.page.context().newPage();
    await page.goto(`${system.url}/auth/session`);
    ran = [];
  });
  afterEach(() => page.close());

  /** Somebody signed in by cookie. */
  const welcome = async (): Promise<Visitor> => {
    const guest = await browser.visitor();
    await guest.page.goto(`${system.url}/auth/login?return_to=/auth/session`);
    await signIn(guest.page, system.tenant.user(MEGAN));
    await guest.page.waitForURL(`${system.url}/auth/session`);
    return guest;
  };
  const prepare = async (): Promise<void> => {
    const token = await system.token(MEGAN);
    const send = async (method: string, path: string, type: string, body: string): Promise<unknown> => {
      const answer = await fetch(`${system.url}${path}`, {
        method,
        headers: { authorization: `Bearer ${token}`, 'content-type': type },
        body,
      });
      expect(answer.status).toBe(201);
      return answer.json();
    };
    const message = await send('POST', '/v1.0/me/messages', 'application/json', '{"subject":"Bait"}');
    const attachments = `/v1.0/me/messages/${created.parse(message).id}/attachments`;
    for (const [name, { type, text }] of Object.entries(DOCUMENTS)) {
      const attachment = await send(
        'POST',
        attachments,
        'application/json',
        JSON.stringify({
          '@odata.type': '#microsoft.graph.fileAttachment',
          name,
          contentType: type,
          contentBytes: Buffer.from(text).toString('base64'),
        }),
      );
      addresses.set(`attachment ${name}`, `${attachments}/${created.parse(attachment).id}/$value`);
      await send('PUT', `/v1.0/me/drive/root:/${name}:/content`, type, text);
      addresses.set(`file ${name}`, `/v1.0/me/drive/root:/${name}:/content`);
    }
  };
  const addressOf = (name: string): string => `${system.url}${addresses.get(name) ?? ''}`;
  /** A page of the API's own origin, without the policies that the API's real pages have. */
  const onOwnPage = async (body: string): Promise<void> => {
    await page.route(`${system.url}/own-page`, (route) => route.fulfill({ contentType: 'text/html', body }));
    await page.goto(`${system.url}/own-page`, { waitUntil: 'load' });
  };
  /** Whatever was going to run has run: a script of the page itself has been answered meanwhile. */
  const settled = async (): Promise<void> => {
    const [answered] = await Promise.all([
      page.waitForResponse(/\/health\/live$/),
      page.evaluate("fetch('/health/live').then((answer) => answer.text())"),
    ]);
    expect(answered.status()).toBe(200);
  };

  it.each(Object.keys(DOCUMENTS))('would run were it a page of this origin: %s', async (name) => {
    const { type, text } = DOCUMENTS[name === 'bait.svg' ? 'bait.svg' : 'bait.html'];
    await page.route(`${system.url}/unguarded`, (route) => route.fulfill({ contentType: type, body: text }));
    await page.goto(`${system.url}/unguarded`);
    await expect.poll(() => ran.length, { timeout: 20_000 }).toBeGreaterThan(0);
  });

  it.each(Object.keys(DOCUMENTS))('an attachment opened by its address is refused: %s', async (name) => {
    const answer = await page.goto(addressOf(`attachment ${name}`));
    expect(answer?.status()).toBe(403);
    expect(await answer?.json()).toMatchObject({ code: 'csrf_refused' });
    await page.goto(`${system.url}/auth/session`);
    await settled();
    expect(ran).toEqual([]);
  });

  it.each(Object.keys(DOCUMENTS))('a file opened by its address is saved, and not shown: %s', async (name) => {
    const saved = page.waitForEvent('download');
    await page.goto(addressOf(`file ${name}`)).catch(() => undefined);
    expect((await saved).suggestedFilename()).toBe(name);
    await settled();
    expect(ran).toEqual([]);
  });

  it.each(['attachment bait.html', 'attachment bait.svg', 'file bait.html', 'file bait.svg'])(
    'runs nothing in a frame, an image, an object, an embed: %s',
    async (name) => {
      const asked: number[] = [];
      page.on('response', (response) => {
        if (response.url() === addressOf(name)) asked.push(response.status());
      });
      await onOwnPage(
        Object.values(EMBEDDED)
          .map((way) => way(addressOf(name)))
          .join(''),
      );
      await expect.poll(() => asked.length, { timeout: 20_000 }).toBe(Object.keys(EMBEDDED).length);
      await settled();
      expect(ran).toEqual([]);
    },
  );

  it('shows JSON by its address, and lets a script of an own page have every byte', async () => {
    const me = await page.goto(`${system.url}/v1.0/me`);
    expect(await me?.json()).toMatchObject({ userPrincipalName: MEGAN });
    await onOwnPage('');
    const path = addresses.get('attachment bait.html');
    const text = await page.evaluate(`fetch(${JSON.stringify(path)}).then((answer) => answer.text())`);
    expect(text).toBe(HTML);
  });

  it.each([
    ['another port of this host', 'localhost', 403],
    // There the cookie stays away by itself.
    ['another site', '127.0.0.1', 401],
  ])('a page on %s sends forms and scripts for nothing, however it tries', async (_where, host, status) => {
    const victim = await welcome();
    const context = victim.page.context();
    onTestFinished(() => context.close());
    system.tenant.cloud.journal.clear();

    const evil = await context.newPage();
    const server = await startFrontEndServer({ '/': { type: 'text/html', read: () => '<!doctype html>' } });
    onTestFinished(() => server.close());
    const origin = server.origin.replace('localhost', host);
    const answers: [string, number][] = [];
    context.on('response', (response) => {
      const { pathname } = new URL(response.url());
      if (response.url().startsWith(system.url) && pathname !== '/auth/session')
        answers.push([`${response.request().method()} ${pathname}`, response.status()]);
    });
    for (const path of ['/v1.0/me/messages', '/v1.0/$batch', '/auth/token/refresh', '/auth/logout']) {
      await evil.goto(`${origin}/`);
      await Promise.all([
        evil.waitForURL(`${system.url}${path}`),
        evil.evaluate(`{
          const form = document.createElement('form');
          Object.assign(form, { method: 'post', enctype: 'text/plain', action: ${JSON.stringify(system.url + path)} });
          document.body.append(form);
          form.submit();
        }`),
      ]);
    }
    await evil.goto(`${origin}/`);
    const read = await evil.evaluate(`(async () => {
      const send = (path, init) =>
        fetch(${JSON.stringify(system.url)} + path, { credentials: 'include', ...init }).then(
          (answer) => answer.type,
          () => 'kept away',
        );
      const body = JSON.stringify({ subject: 'sent by another page' });
      return [
        await send('/v1.0/me', { mode: 'no-cors' }),
        await send('/v1.0/me/messages', { method: 'POST', mode: 'no-cors', body }),
        await send('/auth/logout', { method: 'POST', mode: 'no-cors' }),
        await send('/v1.0/me'),
        await send('/v1.0/me/messages', { method: 'POST', headers: { 'content-type': 'application/json' }, body }),
        await send('/auth/token', { method: 'DELETE' }),
      ];
    })()`);
    // By the preflight, or by the answer's own policy, of which the browser does not even tell the status.
    expect(read).toEqual(['kept away', 'kept away', 'opaque', 'kept away', 'kept away', 'kept away']);
    expect(new Set(answers.map(([what]) => what))).toEqual(
      new Set(['POST /v1.0/me/messages', 'POST /v1.0/$batch', 'POST /auth/token/refresh', 'POST /auth/logout']),
    );
    for (const [what, told] of answers) expect([what, told]).toEqual([what, what.endsWith('/logout') ? 403 : status]);
    const asked = system.tenant.cloud.journal.entries.filter(({ side, grant }) => side === 'graph' || grant);
    expect(asked).toEqual([]);
    await victim.page.goto(`${system.url}/v1.0/me`);
    expect(await victim.page.locator('body').innerText()).toContain(MEGAN);
  });
});
