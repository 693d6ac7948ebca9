import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { EntraBearerStrategy } from '../auth/entra-bearer.strategy.js';
import type { Caller } from '../common/caller.js';
import { isApplication } from '../common/caller.js';
import { Clock } from '../common/clock.js';
import { Log } from '../common/log.js';
import type { AppConfig } from '../config/app-config.js';
import { APP_CONFIG } from '../config/app-config.js';
import { identityBadResponse } from '../obo/obo.errors.js';
import { IdTokens } from './id-tokens.js';
import type { LoginQuery } from './login-query.js';
import type { PendingSignIn } from './pending-sign-ins.js';
import { PendingSignIns } from './pending-sign-ins.js';
import { SessionCookies } from './session-cookies.js';
import { Sessions } from './sessions.js';
import { SignInClient } from './sign-in-client.js';

/** Beside the token for this API: who it is, and what renews it. */
const OIDC_SCOPES = 'openid profile offline_access';

/** The way of a browser through Entra and back (OpenID Connect Core section 3.1, RFC 7636). */
@Injectable()
export class SignIn {
  constructor(
    @Inject(APP_CONFIG) private readonly config: AppConfig,
    private readonly clock: Clock,
    private readonly log: Log,
    private readonly client: SignInClient,
    private readonly pending: PendingSignIns,
    private readonly idTokens: IdTokens,
    private readonly strategy: EntraBearerStrategy,
    private readonly sessions: Sessions,
    private readonly cookies: SessionCookies,
  ) {}

  /** Where the browser goes to sign in. `returnTo` is a whole, checked address; absent where nobody has said one. */
  begin(request: FastifyRequest, reply: FastifyReply, query: LoginQuery, returnTo: string | undefined): string {
    const { browserAuthorityHost, entrance } = this.config.identity;
    const redirectUri = `${request.publicUrl ?? this.config.publicUrls[0]}/auth/callback`;
    const { state, nonce, codeChallenge } = this.pending.begin(request, reply, { redirectUri, returnTo });
    const { prompt, login_hint, domain_hint, claims } = query;
    const wanted = Object.entries({ prompt, login_hint, domain_hint, claims });
    const parameters = new URLSearchParams({
      client_id: this.client.clientId,
      response_type: 'code',
      response_mode: 'query',
      redirect_uri: redirectUri,
      scope: `${this.client.scope} ${OIDC_SCOPES}`,
      state,
      nonce,
      code_challenge: codeChallenge,
      code_challenge_method: 'S256',
    });
    for (const [name, value] of wanted) if (value !== undefined) parameters.set(name, value);
    return `${browserAuthorityHost}/${entrance}/oauth2/v2.0/authorize?${parameters.toString()}`;
  }

  /** Redeems the code and begins a session under a new id, in place of the one that the browser may have had. Throws Problem. */
  async complete(
    request: FastifyRequest,
    reply: FastifyReply,
    { redirectUri, nonce, codeVerifier }: PendingSignIn,
    code: string,
  ): Promise<void> {
    const { clientId, scope, exchange } = this.client;
    const tokens = await exchange.redeem(this.config.identity.entrance, { code, codeVerifier, redirectUri }, [scope]);
    const claims = await this.idTokens.prove(tokens.idToken, { clientId, nonce });
    const caller = await this.proven(tokens.token.accessToken);
    if (caller.tenantId !== claims.tid || caller.userId !== claims.oid)
      throw identityBadResponse(new Error('id_token and access token are of two users'));
    const now = this.clock.now();
    const { refreshToken } = tokens;
    const { id, displaced } = await this.sessions.begin({
      tenantId: claims.tid,
      userId: claims.oid,
      displayName: claims.name,
      userPrincipalName: claims.preferred_username,
      issuer: claims.iss,
      ...(claims.sid !== undefined && { sid: claims.sid }),
      ...(claims.login_hint !== undefined && { logoutHint: claims.login_hint }),
      createdAt: now,
      usedAt: now,
      accessToken: caller.assertion,
      accessTokenEndsAt: caller.expiresAt * 1000,
      ...(refreshToken !== undefined && { refreshToken }),
    });
    await this.endFormer(request);
    this.cookies.set(reply, 'session', id);
    this.log.info('session_begun', { renewable: refreshToken !== undefined, displaced });
  }

  /** What the token must be to be taken, it must be now: otherwise the user would learn of it by the first call. */
  private async proven(accessToken: string): Promise<Caller> {
    const principal = await this.strategy.principalOfToken(accessToken);
    if (isApplication(principal)) throw identityBadResponse(new Error('the access token is of an application'));
    return principal;
  }

  private async endFormer(request: FastifyRequest): Promise<void> {
    const id = this.cookies.of(request.raw, 'session');
    const former = id === undefined ? undefined : await this.sessions.open(id);
    if (former !== undefined) await this.sessions.end(former);
  }
}
