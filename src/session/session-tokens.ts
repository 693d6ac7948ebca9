import { Inject, Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { claimsOf } from '../auth/jose-header.js';
import { Clock } from '../common/clock.js';
import { Log } from '../common/log.js';
import { Problem } from '../common/problem/problem.js';
import type { AppConfig } from '../config/app-config.js';
import { APP_CONFIG } from '../config/app-config.js';
import type { RenewableToken } from '../obo/token-answer.js';
import { identityBadResponse, identityUnavailable } from '../obo/obo.errors.js';
import { withinTime } from '../obo/within-time.js';
import { sessionOver } from './session.errors.js';
import type { OpenSession } from './sessions.js';
import { Sessions } from './sessions.js';
import { SignInClient } from './sign-in-client.js';

/** A token is renewed this long before it ends: while what was exchanged for it is still in use as well. */
const RENEW_BEFORE_MS = 300_000;
/** Who comes later than this before its end waits for the renewal. */
const WAIT_BEFORE_MS = 60_000;
/** A failed renewal is not repeated for so long while the token is still good. */
const PAUSE_MS = 5_000;
const MAX_PAUSES = 10_000;
/** Writes to one session that may get in the way of each other, at most. */
const MAX_TRIES = 5;

/**
 * The access tokens of sessions, renewed silently by the refresh token when they end. One renewal at a time for each
 * session in this process; of two replicas that renew at once, the second takes what the first has written.
 */
@Injectable()
export class SessionTokens {
  private readonly renewals = new Map<string, Promise<OpenSession>>();
  private readonly pauses = new LRUCache<string, number>({ max: MAX_PAUSES });

  constructor(
    @Inject(APP_CONFIG) private readonly config: AppConfig,
    private readonly clock: Clock,
    private readonly log: Log,
    private readonly sessions: Sessions,
    private readonly client: SignInClient,
  ) {}

  /**
   * The session's access token, good for the time being. Throws `invalid_token` where the session has ended,
   * `identity_unavailable` and the other problems of a renewal where there is no token that is still good.
   */
  async current(session: OpenSession): Promise<string> {
    const { accessToken, stored } = session;
    const left = this.leftOf(session);
    if (left > RENEW_BEFORE_MS || (left > 0 && this.clock.now() < (this.pauses.get(stored.name) ?? 0)))
      return accessToken;
    const renewal = this.renewed(session);
    if (left > WAIT_BEFORE_MS) {
      renewal.catch(() => this.pause(stored.name));
      return accessToken;
    }
    try {
      return (await withinTime(renewal, this.config.limits.identityWaitMs)).accessToken;
    } catch (error) {
      const isOver = !(error instanceof Problem) || error.code === 'invalid_token';
      if (isOver || this.leftOf(session) <= 0) throw error;
      this.pause(stored.name);
      return accessToken;
    }
  }

  private pause(name: string): void {
    this.pauses.set(name, this.clock.now() + PAUSE_MS);
  }

  /** Milliseconds that its access token is good for. */
  private leftOf({ accessTokenEndsAt }: OpenSession): number {
    return accessTokenEndsAt - this.clock.now();
  }

  /** One for all who need it at once; who goes away does not end it for the others. */
  private renewed({ stored: { name } }: OpenSession): Promise<OpenSession> {
    const underWay = this.renewals.get(name) ?? this.renew(name).finally(() => this.renewals.delete(name));
    this.renewals.set(name, underWay);
    return underWay;
  }

  private async renew(name: string): Promise<OpenSession> {
    const session = await this.read(name);
    // Another replica has been faster.
    if (this.leftOf(session) > RENEW_BEFORE_MS) return session;
    const { refreshToken, tenantId } = session;
    if (refreshToken === undefined) return this.withoutRenewal(session);
    try {
      return await this.keep(session, await this.client.exchange.renew(tenantId, refreshToken, [this.client.scope]));
    } catch (error) {
      if (error instanceof Problem && error.code === 'invalid_token') return this.refused(session, error);
      throw error;
    }
  }

  /** Unless another replica has kept its own: both are good, and one is enough. Never brings back what was ended. */
  private async keep(session: OpenSession, { token, refreshToken }: RenewableToken): Promise<OpenSession> {
    const changes = {
      // It is renewed because it is used.
      usedAt: this.clock.now(),
      accessToken: token.accessToken,
      accessTokenEndsAt: endOf(token.accessToken),
      ...(refreshToken !== undefined && { refreshToken }),
    };
    let current = session;
    for (let attempt = 1; attempt <= MAX_TRIES; attempt += 1) {
      const kept = await this.sessions.rewrite(current, changes);
      if (kept !== undefined) return kept;
      current = await this.read(session.stored.name);
      if (current.accessToken !== session.accessToken) return current;
    }
    throw identityUnavailable(1, new Error('the session is being written to all the time'));
  }

  /** Entra takes the refresh token no more: unless another replica has kept a newer one meanwhile, this is the end. */
  private async refused(session: OpenSession, cause: Problem): Promise<OpenSession> {
    let current = session;
    for (let attempt = 1; attempt <= MAX_TRIES; attempt += 1) {
      if (await this.sessions.endUnchanged(current)) {
        this.log.info('session_ended', { reason: 'ended_at_identity' });
        throw sessionOver(cause);
      }
      current = await this.read(session.stored.name);
      if (current.refreshToken !== session.refreshToken) return current;
    }
    throw identityUnavailable(1, cause);
  }

  /** It ends with its token. */
  private async withoutRenewal(session: OpenSession): Promise<OpenSession> {
    if (this.leftOf(session) > 0) return session;
    await this.sessions.end(session);
    throw sessionOver();
  }

  private async read(name: string): Promise<OpenSession> {
    const session = await this.sessions.read(name);
    if (session === undefined) throw sessionOver();
    return session;
  }
}

/** When an access token for this API ends, in milliseconds since the epoch; it is proven with each use. */
function endOf(accessToken: string): number {
  let exp: unknown;
  try {
    ({ exp } = claimsOf(accessToken));
  } catch (cause) {
    throw identityBadResponse(cause);
  }
  if (typeof exp !== 'number') throw identityBadResponse(new Error('the access token has no end'));
  return exp * 1000;
}
