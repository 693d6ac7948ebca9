import { Injectable } from '@nestjs/common';
import type { IncomingMessage } from 'node:http';
import type { CredentialSource } from '../auth/credential-source.js';
import { RequestOrigins } from './request-origins.js';
import { SessionCookies } from './session-cookies.js';
import { SessionTokens } from './session-tokens.js';
import { sessionOver } from './session.errors.js';
import { Sessions } from './sessions.js';

/** The session cookie as a credential: what it stands for goes the way of any bearer token. */
@Injectable()
export class SessionCredential implements CredentialSource {
  constructor(
    private readonly cookies: SessionCookies,
    private readonly origins: RequestOrigins,
    private readonly sessions: Sessions,
    private readonly tokens: SessionTokens,
  ) {}

  async tokenFor(request: IncomingMessage): Promise<string | undefined> {
    const id = this.cookies.of(request, 'session');
    if (id === undefined) return undefined;
    this.origins.expectTrusted(request);
    const session = await this.sessions.open(id);
    if (session === undefined) throw sessionOver();
    const token = await this.tokens.current(session);
    // One whose end cannot be put off now ends so much the sooner, and serves until then.
    await this.sessions.touch(session).catch(() => undefined);
    return token;
  }
}
