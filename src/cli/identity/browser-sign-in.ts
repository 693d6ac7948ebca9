import { CliError } from '../cli.errors.js';
import { openBrowser } from '../terminal/open-browser.js';
import type { Terminal } from '../terminal/terminal.js';
import { within } from '../terminal/within.js';
import type { Access } from './access.js';
import { accessOf } from './access.js';
import type { Identity } from './identity.js';

/** As long as Entra's codes for devices are good. */
const PATIENCE_MS = 15 * 60_000;

const page = (title: string, text: string): string =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title><body style="font:1rem/1.5 system-ui;margin:4rem auto;max-width:30rem;padding:0 1rem"><h1>${title}</h1><p>${text}</p></body></html>`;

/**
 * Somebody signs in with the browser of this machine: authorization code with PKCE, back to a port of the loopback
 * interface (RFC 8252). The address is always printed; `open` also opens it where it can.
 */
export async function signInByBrowser(
  identity: Identity,
  terminal: Terminal,
  { open, claims, loginHint }: { open: boolean; claims?: string | undefined; loginHint?: string | undefined },
): Promise<Access> {
  const request = {
    scopes: [...identity.settings.scopes],
    ...(claims !== undefined && { claims }),
    ...(loginHint !== undefined && { loginHint }),
    successTemplate: page('You are signed in', 'You can close this window and go back to the terminal.'),
    errorTemplate: page('You are not signed in', 'The terminal says why. You can close this window.'),
    openBrowser: async (address: string): Promise<void> => {
      const opened = open && openBrowser(address);
      const lead = opened
        ? 'Your browser opens. If it does not, sign in at'
        : 'Sign in with a browser of this machine at';
      terminal.event({ signIn: { address } }, `${lead}\n${terminal.noteStyle.accent(address)}`);
      terminal.progress('Waiting for the browser (Ctrl-C ends)');
    },
  };
  const late = new CliError('nobody_came_back', 'Nobody has come back from the browser for 15 minutes.', {
    remedy: 'Start again: behalf login --browser; or with a code, in any browser: behalf login --device',
  });
  try {
    const signIn = identity.translated(() => identity.publicClient().acquireTokenInteractive(request), false);
    const result = await within(signIn, PATIENCE_MS, late);
    return accessOf(result, 'new');
  } finally {
    terminal.clearProgress();
  }
}
