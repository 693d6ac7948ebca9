import type { DemoConfig } from './app-config.js';
import type { Settings } from './settings.js';

/** What is wrong with the settings of the demo front end, taken together; by setting, never a value. */
export function problemsOfDemo(settings: Settings): { readonly name: string; readonly reason: string }[] {
  if (!settings.DEMO || settings.SESSION || settings.DOCS_CLIENT_ID !== undefined) return [];
  return [{ name: 'DEMO', reason: 'needs a way to sign in: set SESSION=on, DOCS_CLIENT_ID, or both' }];
}

/** The demo front end as it is set; undefined where it is off. */
export function demoOf(settings: Settings): DemoConfig | undefined {
  if (!settings.DEMO) return undefined;
  return {
    clientId: settings.DOCS_CLIENT_ID,
    consentUser: settings.DEMO_CONSENT_USER,
    mfaUser: settings.DEMO_MFA_USER,
    accountPage: settings.DEMO_ACCOUNT_PAGE ?? 'https://mysignins.microsoft.com/',
  };
}
