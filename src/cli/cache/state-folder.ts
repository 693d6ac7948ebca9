import { accessSync, chmodSync, constants, existsSync, mkdirSync } from 'node:fs';
import { homedir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { CliError } from '../cli.errors.js';
import { variable } from '../environment.js';
import { systemCode } from '../system-error.js';

/** Where this program keeps what outlives it. https://specifications.freedesktop.org/basedir-spec/latest/ */
export function stateRoot(): string {
  const own = variable('BEHALF_STATE_DIR');
  if (own !== undefined) return own;
  if (process.platform === 'win32') return join(variable('LOCALAPPDATA') ?? home(), 'behalf');
  if (process.platform === 'darwin') return join(home(), 'Library', 'Application Support', 'behalf');
  const state = variable('XDG_STATE_HOME');
  return join(state?.startsWith('/') === true ? state : join(home(), '.local', 'state'), 'behalf');
}

/** Also where HOME is set to nothing, which Node.js takes for an answer. Throws CliError for a user without a home. */
function home(): string {
  try {
    return homedir() || userInfo().homedir;
  } catch (cause) {
    throw new CliError('no_home', 'You have no home folder to keep tokens in.', {
      remedy: 'Set BEHALF_STATE_DIR to a folder of yours.',
      cause,
    });
  }
}

/** Makes a folder only its owner can enter. Throws CliError where nothing can be kept there. */
export function makeStateFolder(folder: string): void {
  try {
    make(folder);
    chmodSync(folder, 0o700);
    accessSync(folder, constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw notKept(folder, cause);
  }
}

/** Not `mkdirSync`'s own recursion, which never ends where a folder's parent is there and yet takes no folders (autofs). */
function make(folder: string): void {
  if (existsSync(folder)) return;
  make(dirname(folder));
  mkdirSync(folder, { mode: 0o700 });
}

/** The failure to keep something in the folder, in words. */
export function notKept(folder: string, cause: unknown): CliError {
  const full = /^(?:ENOSPC|EDQUOT|EFBIG)$/.test(systemCode(cause) ?? '');
  return new CliError(
    'no_cache_folder',
    `Tokens cannot be kept in ${folder}: ${full ? 'there is no room left' : 'it cannot be written'}.`,
    {
      remedy: `${full ? 'Make room, set' : 'Set'} BEHALF_STATE_DIR to a folder of yours, or keep nothing: --no-cache`,
      cause,
    },
  );
}
