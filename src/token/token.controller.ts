import { Controller, Delete, Get, Header, HttpCode, Inject, Optional, Post, Req } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { EXCHANGEABLE } from '../auth/access.decorator.js';
import { Endpoint } from '../auth/endpoint.decorator.js';
import { claimsOf } from '../auth/jose-header.js';
import type { Caller } from '../common/caller.js';
import { callerOf } from '../common/http/request-state.js';
import type { ProblemCode } from '../common/problem/problem-codes.js';
import type { AppConfig } from '../config/app-config.js';
import { APP_CONFIG } from '../config/app-config.js';
import { Handles } from '../handles/handles.js';
import { Consents } from '../obo/consents.js';
import type { HeldToken } from '../obo/graph-token.js';
import { GraphTokens } from '../obo/graph-tokens.js';
import { ConsentMissing } from '../obo/obo.errors.js';
import { Sessions } from '../session/sessions.js';
import { RefreshLimit } from './refresh-limit.js';

const tokenState = z
  .strictObject({
    caller: z.record(z.string(), z.unknown()).meta({ description: "The claims of the caller's own token" }),
    expiresOn: z.iso.datetime().meta({ description: "When the caller's own token ends" }),
    graph: z.strictObject({
      scopes: z.array(z.string()).meta({ description: 'Scopes granted for Microsoft Graph' }),
      expiresOn: z.iso.datetime().meta({ description: 'When the Graph token ends' }),
      source: z.enum(['memory', 'redis', 'entra']).meta({ description: 'Where the Graph token came from this time' }),
    }),
  })
  .meta({ id: 'TokenState' });
type TokenState = z.infer<typeof tokenState>;

const EXCHANGE_PROBLEMS: readonly ProblemCode[] = [
  'insufficient_claims',
  'consent_required',
  'access_blocked',
  'identity_bad_response',
  'misconfigured',
];

/** What is held for the caller, renewed or given up; never a token. */
@Controller('auth/token')
export class TokenController {
  constructor(
    @Inject(APP_CONFIG) private readonly config: AppConfig,
    private readonly tokens: GraphTokens,
    private readonly consents: Consents,
    private readonly handles: Handles,
    private readonly refreshLimit: RefreshLimit,
    @Optional() private readonly sessions?: Sessions,
  ) {}

  @Endpoint({
    tag: 'Sign-in',
    access: EXCHANGEABLE,
    summary: 'Who you are here, and what your Graph token may do',
    description: 'Exchanges the token for a Graph token if none is cached.',
    problems: EXCHANGE_PROBLEMS,
  })
  @ApiOkResponse({ description: 'What is known of your tokens', standardSchema: tokenState })
  @Header('cache-control', 'no-store')
  @Get()
  state(@Req() request: FastifyRequest): Promise<TokenState> {
    const caller = callerOf(request);
    return this.described(caller, this.tokens.get(caller, request.record));
  }

  @Endpoint({
    tag: 'Sign-in',
    access: EXCHANGEABLE,
    summary: 'Get a new Graph token, although the cached one is still good',
    description: 'A few times a minute for each user.',
    problems: EXCHANGE_PROBLEMS,
  })
  @ApiOkResponse({ description: 'What is known of your tokens now', standardSchema: tokenState })
  @Header('cache-control', 'no-store')
  @HttpCode(200)
  @Post('refresh')
  async refresh(@Req() request: FastifyRequest): Promise<TokenState> {
    const caller = callerOf(request);
    await this.refreshLimit.take(caller);
    return this.described(caller, this.tokens.refresh(caller, request.record));
  }

  @Endpoint({
    tag: 'Sign-in',
    access: EXCHANGEABLE,
    summary: 'Forget every token held for you, everywhere, and end your sessions and handles',
    problems: ['session_unavailable'],
  })
  @ApiNoContentResponse({ description: 'They are forgotten' })
  @HttpCode(204)
  @Delete()
  async forget(@Req() request: FastifyRequest): Promise<void> {
    const caller = callerOf(request);
    await this.tokens.forget(caller);
    await this.handles.endAll(caller);
    // Last: where the store fails in between, a session is still there to say it again.
    await this.sessions?.endAllOf(caller);
  }

  private async described(caller: Caller, held: Promise<HeldToken>): Promise<TokenState> {
    try {
      const { token, source } = await held;
      return {
        caller: claimsOf(caller.assertion),
        expiresOn: new Date(caller.expiresAt * 1000).toISOString(),
        graph: { scopes: [...token.scopeNames], expiresOn: new Date(token.expiresAt).toISOString(), source },
      };
    } catch (error) {
      if (error instanceof ConsentMissing) {
        const missing = { scopes: this.config.graph.scopes, byAdministrator: false };
        throw this.consents.required(caller, missing, error);
      }
      throw error;
    }
  }
}
