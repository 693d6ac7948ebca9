import type { Page } from 'playwright-core';
import type { User } from '../../src/sandbox/directory/types.js';

/** Types name and password on the tenant's sign-in pages, by the element ids Entra's pages have. */
export async function signIn(page: Page, user: Pick<User, 'userPrincipalName' | 'password'>): Promise<void> {
  await page.fill('#i0116', user.userPrincipalName);
  await page.click('#idSIButton9');
  await page.fill('#i0118', user.password);
  await page.click('#idSIButton9');
}

/** Presses the button that leads on, on the page with this heading. */
export async function goOnFrom(page: Page, heading: string): Promise<void> {
  await page.getByRole('heading', { name: heading }).waitFor();
  await page.click('#idSIButton9');
}

/** Presses the button that leads nowhere, on the page with this heading. */
export async function cancel(page: Page, heading: string): Promise<void> {
  await page.getByRole('heading', { name: heading }).waitFor();
  await page.click('#idBtn_Back');
}
