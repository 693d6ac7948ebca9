import { SignInNeeded } from '../cli.errors.js';
import type { Access } from '../identity/access.js';
import { usualMethod } from '../identity/sign-in.js';
import type { SessionOptions } from '../session.js';
import { Session } from '../session.js';
import { showAccess } from './show-access.js';

export interface LoginOptions extends SessionOptions {
  /** Asks although somebody is signed in. */
  readonly force?: boolean;
  /** What Entra wants to see, JSON text. */
  readonly claims?: string;
}

/** Signs in, unless the account wanted is signed in already. */
export function login(options: LoginOptions): Promise<void> {
  return Session.with(
    options,
    async (session) => {
      const { terminal } = session;
      const anew = options.force === true || options.claims !== undefined;
      const before = anew ? undefined : await already(session, options);
      if (before !== undefined && !terminal.json)
        terminal.note(terminal.noteStyle.dim('Already signed in; --force signs in anew, or as somebody else.'));
      const method = options.method ?? (session.asApplication ? 'app' : usualMethod(session.identity));
      showAccess(session, before ?? (await session.signIn(method, options.claims)));
    },
    options.cache !== false,
  );
}

/** The token there is; undefined where somebody has to sign in. */
async function already(session: Session, { username }: LoginOptions): Promise<Access | undefined> {
  if (session.asApplication) return undefined;
  try {
    if (username !== undefined && (await session.identity.account()).username.toLowerCase() !== username.toLowerCase())
      return undefined;
    return await session.identity.silent();
  } catch (error) {
    if (error instanceof SignInNeeded) return undefined;
    throw error;
  }
}
