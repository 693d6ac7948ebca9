import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openDoor } from '../../src/sandbox/door.js';
import { keptServerCredentials } from '../../src/sandbox/installation/certificate-authority.js';
import { settingsFor } from '../helpers/api.js';
import type { TestBrowser, Visitor } from '../helpers/browser.js';
import { LACKS_BROWSER, startTestBrowser } from '../helpers/browser.js';
import { freePort } from '../helpers/free-port.js';
import type { ListeningApi } from '../helpers/listening-api.js';
import { listeningApi } from '../helpers/listening-api.js';
import { RedisServer } from '../helpers/redis-server.js';
import { lacks, starts } from '../helpers/requires.js';
import type { TestTenant } from '../helpers/tenant.js';
import { startTestTenant } from '../helpers/tenant.js';
import { DEMO_SETTINGS, DemoPage, MEGAN } from './demo-page.js';

const PATIENCE = { timeout: 180_000 };
const LACKS_REDIS = lacks('The demo front end on two replicas', {
  'redis-server': starts('redis-server', '--version'),
});

describe.skipIf(LACKS_BROWSER)('the demo front end, while the API is restarted,', PATIENCE, () => {
  let tenant: TestTenant;
  let browser: TestBrowser;
  let visitor: Visitor;

  beforeAll(async () => {
    tenant = await startTestTenant();
    browser = await startTestBrowser(tenant);
  });
  afterAll(async () => {
    await browser?.close();
    await tenant?.close();
  });
  beforeEach(async () => {
    visitor = await browser.visitor();
    visitor.page.setDefaultTimeout(60_000);
  });
  afterEach(() => visitor.leave());

  const api = (own: Readonly<Record<string, string>> = {}): Promise<ListeningApi> =>
    listeningApi({ ...settingsFor(tenant), ...DEMO_SETTINGS, ...own });
  /** What the page has not handled: the browser itself notes each answer that is no success. */
  const unhandled = (): readonly string[] => visitor.complaints.filter((text) => !text.startsWith('Failed to load'));

  it('waits for it, says that the session in memory is over, and leads to sign in again', async () => {
    let running = await api();
    try {
      const demo = new DemoPage(visitor.page, { url: tenant.api.http, tenant });
      await demo.signIn('cookie', MEGAN);
      await demo.open('Mail');
      await running.close();
      await demo.button('Older').click();
      await visitor.page.getByRole('heading', { name: 'The API cannot be reached' }).waitFor();
      running = await api();
      // It tries again by itself, and is told that nobody is signed in.
      await visitor.page.locator('.trouble[data-code=invalid_token]').waitFor();
      expect(await visitor.page.locator('.rows.mail').count()).toBe(0);
      await demo.button('Sign in again').click();
      // Entra still knows who is there: no page of its own in between, and back to the same panel.
      await demo.heading('Mail').waitFor();
      await (await demo.loaded()).getByRole('heading', { name: 'Page 1' }).waitFor();

      await running.close();
      running = await api();
      await visitor.page.reload();
      // Come anew, the page begins where nobody is signed in.
      await demo.button('Sign in').click();
      await demo.heading('Mail').waitFor();
      await demo.loaded();
      expect(unhandled()).toEqual([]);
    } finally {
      await running.close();
    }
  });

  it.skipIf(LACKS_REDIS)('goes on as if nothing were, on two replicas with Redis', async () => {
    const redis = await RedisServer.start();
    const ports = [await freePort(), await freePort()];
    const { https: origin } = tenant.api;
    const keys = randomBytes(32).toString('base64');
    const replica = (port: number): Promise<ListeningApi> =>
      api({ PORT: String(port), PUBLIC_URLS: origin, REDIS_URL: redis.url, TOKEN_CACHE_KEYS: keys });
    const replicas = new Map<number, ListeningApi>();
    for (const port of ports) replicas.set(port, await replica(port));
    let connections = 0;
    // Each connection of the browser's goes to the next replica that is there.
    const door = await openDoor({
      host: 'localhost',
      port: Number(new URL(origin).port),
      credentials: keptServerCredentials(tenant.cloud.installation),
      behind: () => {
        const there = [...replicas.keys()];
        connections += 1;
        return { host: 'localhost', port: there[connections % there.length] ?? 0 };
      },
    });
    /** Whether each that is there has carried something to Graph. */
    const carried = (): readonly boolean[] => [...replicas.values()].map(({ log }) => /"graphMs":\d/.test(log()));
    try {
      const demo = new DemoPage(visitor.page, { url: origin, tenant });
      await demo.signIn('cookie', MEGAN);
      for (const title of ['Mail', 'People', 'Calendar', 'Files']) await demo.open(title);

      for (const port of ports) {
        const leaving = replicas.get(port);
        replicas.delete(port);
        await leaving?.close();
        await demo.open('Mail');
        // Whichever the browser's connections led to before, now it is this one.
        expect(carried()).toEqual([true]);
        replicas.set(port, await replica(port));
        await demo.open('People');
      }
      // Both are others by now.
      await visitor.page.reload();
      for (const title of ['Mail', 'Files', 'Profile']) await demo.open(title);
      await visitor.page.locator('.person-card').getByText('Megan Bowen').waitFor();
      expect(await visitor.page.locator('.trouble').count()).toBe(0);
      expect(visitor.complaints).toEqual([]);
    } finally {
      await door.close();
      for (const each of replicas.values()) await each.close();
      await redis.close();
    }
  });
});
