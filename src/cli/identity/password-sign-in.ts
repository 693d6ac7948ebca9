import { UsageError } from '../cli.errors.js';
import { askForPassword } from '../terminal/ask.js';
import type { Terminal } from '../terminal/terminal.js';
import type { Access } from './access.js';
import { accessOf } from './access.js';
import type { Identity } from './identity.js';

/** Signs in with name and password (RFC 6749 section 4.3), for tests and old accounts; warns of it. */
export async function signInByPassword(identity: Identity, terminal: Terminal): Promise<Access> {
  const { username, scopes } = identity.settings;
  if (username === undefined)
    throw new UsageError('Nobody is signed in.', 'Sign in: behalf login --username NAME, or behalf login --device');
  terminal.note(
    terminal.noteStyle.warning(
      'Microsoft advises against signing in with a password: it works without MFA only. Better: --browser or --device.',
    ),
  );
  const password = await askForPassword(process.stdin.isTTY ? `Password of ${username}: ` : '');
  const request = { scopes: [...scopes], username, password };
  const client = identity.publicClient();
  // oxlint-disable-next-line typescript/no-deprecated -- the person has been warned
  return accessOf(await identity.translated(() => client.acquireTokenByUsernamePassword(request), false), 'new');
}
