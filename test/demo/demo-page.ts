import type { Locator, Page } from 'playwright-core';
import type { TestSystem } from '../helpers/api.js';
import { settingsFor, startTestSystem } from '../helpers/api.js';
import { startApiProcess } from '../helpers/api-process.js';
import { startTestTenant } from '../helpers/tenant.js';
import { goOnFrom, signIn } from '../browser/sign-in-pages.js';

export const ADELE = 'adele@contoso.example';
export const CARLA = 'carla@contoso.example';
export const MEGAN = 'megan@contoso.example';
export const MIKA = 'mika@contoso.example';
export const WAYS = ['cookie', 'msal'] as const;
export type Way = (typeof WAYS)[number];

/** What the launcher turns on. */
export const DEMO_SETTINGS = { SESSION: 'on', DEMO: 'on', DEMO_CONSENT_USER: CARLA, DEMO_MFA_USER: MIKA } as const;

/** An API that serves the demo front end, and its tenant. */
export type DemoSystem = Pick<TestSystem, 'url' | 'tenant' | 'close'>;

/** Starts them in this process. */
export function startDemoSystem(): Promise<TestSystem> {
  return startTestSystem({ environment: DEMO_SETTINGS });
}

/** Starts the API as a process of its own: only there has it the thread that makes Markdown. */
export async function startDemoProcess(): Promise<DemoSystem> {
  const tenant = await startTestTenant();
  const api = await startApiProcess({ ...settingsFor(tenant), ...DEMO_SETTINGS });
  return {
    url: api.url,
    tenant,
    close: async () => {
      await api.close();
      await tenant.close();
    },
  };
}

/** The demo front end, as a person at it sees it. */
export class DemoPage {
  constructor(
    readonly page: Page,
    private readonly system: Pick<DemoSystem, 'url' | 'tenant'>,
  ) {}

  /** Opens it, chooses the way, and signs in from there. */
  async signIn(way: Way, user: string): Promise<void> {
    await this.page.goto(`${this.system.url}/`);
    await this.choose(way);
    await this.button('Sign in').click();
    await this.proveToBe(user, way);
    await this.heading('Profile').waitFor();
  }

  async choose(way: Way): Promise<void> {
    const option = this.page.locator(`#way-${way}`);
    await option.waitFor();
    if (await option.isChecked()) return;
    // The page comes anew, on the way that was chosen.
    await Promise.all([this.page.waitForEvent('load'), option.check({ noWaitAfter: true })]);
    await this.page.locator(`#way-${way}:checked`).waitFor();
  }

  /** Fills in the tenant's pages; an application the user has not met asks to be let in. */
  async proveToBe(user: string, way: Way): Promise<void> {
    await signIn(this.page, this.system.tenant.user(user));
    if (way === 'msal') await goOnFrom(this.page, 'Permissions requested');
  }

  /** Opens a panel by its link and waits until it has loaded. */
  async open(title: string): Promise<Locator> {
    await this.page.getByRole('navigation', { name: 'Panels' }).getByRole('link', { name: title, exact: true }).click();
    await this.heading(title).waitFor();
    return this.loaded();
  }

  /** The panel that is open, once nothing in it is under way. */
  async loaded(): Promise<Locator> {
    await this.page.locator('.panel:not(:has([aria-busy])):not(:empty)').waitFor();
    return this.page.locator('.panel');
  }

  heading(name: string): Locator {
    return this.page.getByRole('heading', { level: 2, name });
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }
}
