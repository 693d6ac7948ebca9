import type { ConfidentialClientApplication } from '@azure/msal-node';
import { Inject, Injectable } from '@nestjs/common';
import type { Dispatcher } from 'undici';
import type { Caller } from '../common/caller.js';
import { Clock } from '../common/clock.js';
import { Sampled } from '../common/http/sampled.js';
import { IdentityStanding } from '../common/identity-standing.js';
import { Log } from '../common/log.js';
import { Meters } from '../common/meters/meters.js';
import { Outbound } from '../common/outbound/outbound.js';
import type { Span } from '../common/trace/span.js';
import { NO_SPAN } from '../common/trace/span.js';
import { Problem } from '../common/problem/problem.js';
import type { AppConfig } from '../config/app-config.js';
import { APP_CONFIG } from '../config/app-config.js';
import type { Presentation } from './credential/client-credential.js';
import { OwnCredential } from './credential/own-credential.js';
import { refusesCredential } from './credential/refuses-credential.js';
import { exchangeClient } from './exchange-client.js';
import { EntraRefusal, exchangeProblem } from './exchange-error.js';
import type { GraphToken } from './graph-token.js';
import { HomeTenant } from './home-tenant.js';
import type { RenewableToken, SignInTokens, TokenAnswer } from './token-answer.js';
import { readTokenAnswer, renewable, signInTokens } from './token-answer.js';
import { TokenEndpoint, unanswered } from './token-endpoint.js';

/** Refusals told in the log per minute: by a sign-in, strangers cause as many as they like. */
const TOLD_PER_MINUTE = 300;

/** What a browser brings back from a sign-in (RFC 6749 section 4.1.3, RFC 7636). */
export interface SignInCode {
  readonly code: string;
  readonly codeVerifier: string;
  /** The one that the sign-in was asked for with. */
  readonly redirectUri: string;
}

/** One question to the token endpoint of a tenant. */
interface Question {
  readonly grant: 'on_behalf_of' | 'refresh_token' | 'authorization_code';
  readonly tenantId: string;
  readonly ask: (client: ConfidentialClientApplication) => Promise<unknown>;
}

/**
 * The on-behalf-of exchange (https://learn.microsoft.com/entra/identity-platform/v2-oauth2-on-behalf-of-flow) through
 * MSAL Node, at the caller's own tenant. Each exchange has an MSAL client of its own: MSAL's cache, its throttling of
 * everybody after one user's 429 and its joint state stay out of the way, at 0.15 ms per exchange.
 */
@Injectable()
export class Exchange {
  private readonly dispatcher: Dispatcher;
  private readonly home: HomeTenant;
  private readonly refusals: Sampled;

  constructor(
    @Inject(APP_CONFIG) private readonly config: AppConfig,
    private readonly clock: Clock,
    private readonly log: Log,
    private readonly credential: OwnCredential,
    private readonly standing: IdentityStanding,
    outbound: Outbound,
    private readonly meters: Meters,
  ) {
    this.dispatcher = outbound.agent({ headersTimeout: config.limits.identityTimeoutMs, connections: 64 });
    this.home = new HomeTenant(config, this.dispatcher);
    this.refusals = new Sampled(TOLD_PER_MINUTE, (count) => log.warn('exchanges_left_out', { count }));
  }

  /** A Graph token for this caller. Throws Problem only. */
  async run(caller: Caller, scopes: readonly string[], within = NO_SPAN): Promise<GraphToken> {
    const { token } = await this.answered(onBehalfOf(caller, scopes), within);
    return token;
  }

  /** The same exchange with what outlives it. Throws Problem only. */
  async runRenewable(caller: Caller, scopes: readonly string[], within = NO_SPAN): Promise<RenewableToken> {
    return renewable(await this.answered(onBehalfOf(caller, scopes), within));
  }

  /**
   * A Graph token by a refresh token (RFC 6749 section 6) that an exchange at this tenant gave. Throws Problem only;
   * `invalid_token` means that the refresh token is good no more.
   */
  async renew(
    tenantId: string,
    refreshToken: string,
    scopes: readonly string[],
    within = NO_SPAN,
  ): Promise<RenewableToken> {
    const ask: Question['ask'] = (client) => client.acquireTokenByRefreshToken({ refreshToken, scopes: [...scopes] });
    return renewable(await this.answered({ grant: 'refresh_token', tenantId, ask }, within));
  }

  /**
   * The tokens of a sign-in at this tenant or entrance. Throws Problem only; `invalid_token` means that the code is good
   * no more.
   */
  async redeem(
    entrance: string,
    { code, codeVerifier, redirectUri }: SignInCode,
    scopes: readonly string[],
  ): Promise<SignInTokens> {
    const request = { code, codeVerifier, redirectUri, scopes: [...scopes] };
    const ask: Question['ask'] = (client) => client.acquireTokenByCode(request);
    const answer = await this.answered({ grant: 'authorization_code', tenantId: entrance, ask }, NO_SPAN);
    return signInTokens(answer);
  }

  private async answered(question: Question, within: Span): Promise<TokenAnswer> {
    const began = performance.now();
    const span = within.child('exchange', 'call', { 'behalf.grant': question.grant });
    let failure: string | undefined;
    try {
      return await this.withFreshCredential((presentation) => this.attempt(question, presentation, span));
    } catch (error) {
      failure = error instanceof Problem ? error.code : 'internal_error';
      if (error instanceof Problem) this.tell(error);
      throw error;
    } finally {
      this.meters.exchangeSeconds.of(question.grant, failure ?? 'ok').observe((performance.now() - began) / 1000);
      span.end(failure);
    }
  }

  /** Attempts once more where Entra refused our credential and another one lies in its place by now. */
  private async withFreshCredential<T>(attempt: (presentation: Presentation) => Promise<T>): Promise<T> {
    const presentation = await this.credential.present();
    try {
      return await attempt(presentation);
    } catch (error) {
      const instead = refusesCredential(error) ? await this.credential.refused(presentation) : undefined;
      if (instead === undefined) throw error;
      return await this.lastAttempt(instead, attempt);
    }
  }

  private async lastAttempt<T>(
    presentation: Presentation,
    attempt: (presentation: Presentation) => Promise<T>,
  ): Promise<T> {
    try {
      return await attempt(presentation);
    } catch (error) {
      if (refusesCredential(error)) await this.credential.refused(presentation);
      throw error;
    }
  }

  private async attempt({ tenantId, ask }: Question, presentation: Presentation, span: Span): Promise<TokenAnswer> {
    const { identity, limits } = this.config;
    const endpoint = new TokenEndpoint(this.dispatcher, limits.identityTimeoutMs, span);
    const startedAt = this.clock.now();
    const failure = await ask(exchangeClient(identity, tenantId, presentation, endpoint)).then(
      () => undefined,
      (error: unknown) => error,
    );
    const { response } = endpoint;
    span.set({ 'http.response.status_code': response?.status, 'entra.request_id': response?.requestId });
    if (response === undefined) throw this.judged(unanswered(endpoint, failure));
    if (response.status !== 200) {
      const authorizationUri = `${identity.browserAuthorityHost}/${tenantId}/oauth2/v2.0/authorize`;
      const refused = exchangeProblem(response, { authorizationUri, atHome: false }, failure);
      const atHome = refused.code === 'client_not_allowed' && (await this.home.is(tenantId));
      const problem = atHome ? exchangeProblem(response, { authorizationUri, atHome }, failure) : refused;
      // One user's throttling says nothing of Entra.
      throw response.status === 429 ? problem : this.judged(problem);
    }
    const answer = this.read(response.body, startedAt);
    this.standing.answered();
    this.credential.accepted();
    return answer;
  }

  private read(body: unknown, startedAt: number): TokenAnswer {
    try {
      return readTokenAnswer(body, startedAt);
    } catch (error) {
      throw error instanceof Problem ? this.judged(error) : error;
    }
  }

  /** What a failure says of Entra and of our own credential. */
  private judged(problem: Problem): Problem {
    if (problem.code === 'identity_unavailable' || problem.code === 'identity_bad_response') this.standing.failed();
    else if (problem.options.cause instanceof EntraRefusal) {
      this.standing.answered();
      // Whoever is told what the user lacks has proved itself.
      if (problem.code !== 'misconfigured') this.credential.accepted();
    }
    return problem;
  }

  private tell({ code, options: { cause } }: Problem): void {
    const aadsts = cause instanceof EntraRefusal ? cause.aadsts.join(' ') : undefined;
    const { clientId } = this.config.identity;
    if (code === 'misconfigured') this.log.error('exchange_misconfigured', { code, clientId, aadsts });
    else if (this.refusals.takes()) this.log.info('exchange_refused', { code, aadsts });
  }
}

/** Throws `account_type_not_allowed`: B2C has no such grant, and no path lets its accounts come this far. */
function onBehalfOf({ accountType, tenantId, assertion }: Caller, scopes: readonly string[]): Question {
  if (accountType === 'b2c') throw new Problem('account_type_not_allowed');
  const request = { oboAssertion: assertion, scopes: [...scopes], skipCache: true };
  return { grant: 'on_behalf_of', tenantId, ask: (client) => client.acquireTokenOnBehalfOf(request) };
}
