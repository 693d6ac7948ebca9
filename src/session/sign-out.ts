import { Inject, Injectable } from '@nestjs/common';
import type { AppConfig } from '../config/app-config.js';
import { APP_CONFIG } from '../config/app-config.js';
import { Log } from '../common/log.js';
import { Handles } from '../handles/handles.js';
import { GraphTokens } from '../obo/graph-tokens.js';
import { Sessions } from './sessions.js';

/** The end of a session by its user's wish, or by Entra's word. */
@Injectable()
export class SignOut {
  constructor(
    @Inject(APP_CONFIG) private readonly config: AppConfig,
    private readonly log: Log,
    private readonly sessions: Sessions,
    private readonly tokens: GraphTokens,
    private readonly handles: Handles,
  ) {}

  /**
   * Forgets what is held for this session's user, ends the user's handles, and the session. Answers where the browser
   * goes to end the sign-in at Entra as well, which sends it on to `returnTo`: one of the registration's addresses.
   * Throws `session_unavailable`.
   * https://learn.microsoft.com/entra/identity-platform/v2-protocols-oidc#send-a-sign-out-request
   */
  async here(id: string | undefined, returnTo: string): Promise<string> {
    const session = id === undefined ? undefined : await this.sessions.open(id);
    if (session !== undefined) {
      // The session last: where the store fails in between, the cookie still says whose sign-out is to be done again.
      await this.tokens.forget(session);
      await this.handles.endAll(session);
      await this.sessions.end(session);
      this.log.info('session_ended', { reason: 'signed_out' });
    }
    const { browserAuthorityHost, entrance } = this.config.identity;
    const parameters = new URLSearchParams({ post_logout_redirect_uri: returnTo });
    if (session?.logoutHint !== undefined) parameters.set('logout_hint', session.logoutHint);
    return `${browserAuthorityHost}/${session?.tenantId ?? entrance}/oauth2/v2.0/logout?${parameters.toString()}`;
  }

  /** Entra has ended a sign-in: the sessions that began with it end. Answers how many there were. */
  async everywhere(sid: string, issuer: string | undefined): Promise<number> {
    const ended = await this.sessions.endAllAt(sid, issuer);
    if (ended > 0) this.log.info('session_ended', { reason: 'signed_out_at_identity', count: ended });
    return ended;
  }
}
