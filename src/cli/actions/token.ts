import type { SessionOptions } from '../session.js';
import { Session } from '../session.js';
import { showAccess } from './show-access.js';

export interface TokenOptions extends SessionOptions {
  /** The token itself, and nothing else. */
  readonly raw?: boolean;
  /** Never asks anybody. */
  readonly silent?: boolean;
  /** Renews although it is still good. */
  readonly force?: boolean;
  /** Whether that is what was asked for. */
  readonly renew?: boolean;
}

/** Shows what is known of a token, or prints the token. */
export function token({ silent, renew, ...options }: TokenOptions): Promise<void> {
  return Session.with({ ...options, ...(silent === true && { interactive: false }) }, async (session) => {
    const access = await session.access(options.force);
    if (renew === true && access.origin === 'cache' && !session.terminal.json)
      session.terminal.note(session.terminal.noteStyle.dim('Still good; --force renews it all the same.'));
    if (options.raw !== true) showAccess(session, access);
    else session.terminal.result({ accessToken: access.token }, () => `${access.token}\n`);
  });
}
