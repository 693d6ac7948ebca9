import { Controller, Get, Inject, Query, Req, Res } from '@nestjs/common';
import { ApiQuery, ApiResponse } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Endpoint } from '../auth/endpoint.decorator.js';
import { RequestAccount } from '../common/http/request-account.js';
import { asProblem } from '../common/problem/problem.filter.js';
import { Problem } from '../common/problem/problem.js';
import type { AppConfig } from '../config/app-config.js';
import { APP_CONFIG } from '../config/app-config.js';
import { AddressLimit } from '../limits/address-limit.js';
import { Consents } from '../obo/consents.js';
import { answerConsent } from './consent-return.js';
import { readLoginQuery } from './login-query.js';
import type { PendingSignIn } from './pending-sign-ins.js';
import { PendingSignIns } from './pending-sign-ins.js';
import { ReturnAddresses } from './return-address.js';
import { SessionCookies } from './session-cookies.js';
import { foreignSignIn } from './session.errors.js';
import { SignIn } from './sign-in.js';
import { signInFailure } from './sign-in-failure.js';

const stateOf = z.object({ state: z.string().min(1) });
const codeOf = z.object({ code: z.string().min(1).max(8192), error: z.never().optional() });

/** The browser goes to Entra, and comes back. */
@Controller('auth')
export class SignInController {
  constructor(
    @Inject(APP_CONFIG) private readonly config: AppConfig,
    private readonly account: RequestAccount,
    private readonly limit: AddressLimit,
    private readonly addresses: ReturnAddresses,
    private readonly cookies: SessionCookies,
    private readonly pending: PendingSignIns,
    private readonly signIn: SignIn,
    private readonly consents: Consents,
  ) {}

  @Endpoint({
    public: true,
    tag: 'Session',
    summary: 'Sign in: send the browser here',
    description:
      "For windows, not for scripts. A problem with `claims` is satisfied by sending the browser here with these claims. Where `return_to` was given, a sign-in that fails goes back there too, with the problem's code in the parameter `error`.",
    problems: ['invalid_request'],
  })
  @ApiQuery({
    name: 'return_to',
    required: false,
    description: 'Where to go on: a path of this API, or an address of a listed origin. Default: /',
    schema: { type: 'string', default: '/' },
  })
  @ApiQuery({
    name: 'prompt',
    required: false,
    schema: { type: 'string', enum: ['login', 'none', 'consent', 'select_account'] },
  })
  @ApiQuery({ name: 'login_hint', required: false, schema: { type: 'string' }, description: 'Name of the account' })
  @ApiQuery({ name: 'domain_hint', required: false, schema: { type: 'string' }, description: 'Domain of the account' })
  @ApiQuery({
    name: 'claims',
    required: false,
    schema: { type: 'string' },
    description: 'A claims request (JSON text)',
  })
  @ApiResponse({ status: 302, description: 'To the sign-in at Microsoft Entra' })
  @Get('login')
  login(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Query() query: unknown): void {
    const wish = readLoginQuery(query);
    const returnTo =
      wish.return_to === undefined ? undefined : this.addresses.resolve(wish.return_to, this.own(request));
    void reply.redirect(this.signIn.begin(request, reply, wish, returnTo), 302);
  }

  @Endpoint({
    public: true,
    tag: 'Session',
    summary: 'Where Microsoft Entra sends the browser back to',
    description: 'A redirect address of the registration, for sign-ins, which begin the session, and for consents.',
    problems: [
      'invalid_request',
      'missing_token',
      'invalid_token',
      'insufficient_scope',
      'user_token_required',
      'tenant_not_allowed',
      'client_not_allowed',
      'guest_not_allowed',
      'insufficient_claims',
      'consent_required',
      'access_blocked',
      'identity_unavailable',
      'identity_bad_response',
      'misconfigured',
      'session_unavailable',
      'rate_limited',
    ],
  })
  @ApiQuery({ name: 'state', required: true, schema: { type: 'string' } })
  @ApiQuery({ name: 'code', required: false, schema: { type: 'string' } })
  @ApiQuery({ name: 'error', required: false, schema: { type: 'string' } })
  @ApiResponse({ status: 302, description: 'To where the sign-in was begun from' })
  @ApiResponse({
    status: 200,
    description: 'A page that says how a consent ended, where nobody is signed in by cookie',
  })
  @Get('callback')
  async callback(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Query() query: unknown): Promise<void> {
    const read = stateOf.safeParse(query);
    if (!read.success) throw foreignSignIn();
    if (this.consents.isOne(read.data.state)) return this.backFromConsent(request, reply, query);
    const pending = this.pending.find(request, read.data.state);
    const problem = await this.completed(request, reply, pending, query);
    if (problem !== undefined && pending.returnTo === undefined) throw problem;
    const target = new URL(pending.returnTo ?? `${this.own(request)}/`);
    if (problem !== undefined) {
      target.searchParams.set('error', problem.code);
      request.problem = problem;
      this.account.failed(problem, request);
    }
    void reply.redirect(target.href, 302);
  }

  /**
   * A consent begins no session: whoever is signed in stays so, and the page that the cookie is for tries again. Whoever
   * came with a token has opened a window for this.
   */
  private backFromConsent(request: FastifyRequest, reply: FastifyReply, query: unknown): Promise<void> {
    const byCookie = this.cookies.of(request.raw, 'session') !== undefined;
    const home = byCookie || this.config.demo !== undefined ? `${this.own(request)}/` : undefined;
    return answerConsent(reply, query, { home, consents: this.consents });
  }

  /** What the sign-in failed with; undefined where it went well. */
  private async completed(
    request: FastifyRequest,
    reply: FastifyReply,
    pending: PendingSignIn,
    query: unknown,
  ): Promise<Problem | undefined> {
    try {
      const takeBack = this.limit.signingIn(request.raw);
      await this.pending.take(request, reply, pending);
      const { browserAuthorityHost, entrance } = this.config.identity;
      const code = codeOf.safeParse(query);
      if (!code.success) throw signInFailure(query, `${browserAuthorityHost}/${entrance}/oauth2/v2.0/authorize`);
      await this.signIn.complete(request, reply, pending, code.data.code);
      takeBack();
      return undefined;
    } catch (error) {
      return asProblem(error);
    }
  }

  private own({ publicUrl }: FastifyRequest): string {
    return publicUrl ?? this.config.publicUrls[0];
  }
}
