import { Controller, Get, Header, Inject, Req } from '@nestjs/common';
import { ApiOkResponse } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Endpoint } from '../auth/endpoint.decorator.js';
import type { AppConfig } from '../config/app-config.js';
import { APP_CONFIG } from '../config/app-config.js';
import { consentRequired } from '../obo/consent.js';
import { GraphTokens } from '../obo/graph-tokens.js';
import { ConsentMissing } from '../obo/obo.errors.js';

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

/** What is known of the caller's tokens; never a token. */
@Controller('auth/token')
export class TokenController {
  constructor(
    @Inject(APP_CONFIG) private readonly config: AppConfig,
    private readonly tokens: GraphTokens,
  ) {}

  @Endpoint({
    tag: 'Sign-in',
    summary: 'Who you are here, and what your Graph token may do',
    description: 'Exchanges the token for a Graph token if none is cached.',
    problems: ['insufficient_claims', 'consent_required', 'access_blocked', 'identity_bad_response', 'misconfigured'],
  })
  @ApiOkResponse({ description: 'What is known of your tokens', standardSchema: tokenState })
  @Header('cache-control', 'no-store')
  @Get()
  async state(@Req() { caller }: FastifyRequest): Promise<z.infer<typeof tokenState>> {
    if (caller === undefined) throw new TypeError('a guard in front of this route is missing');
    try {
      const { token, source } = await this.tokens.get(caller);
      return {
        caller: caller.claims,
        expiresOn: new Date(caller.expiresAt * 1000).toISOString(),
        graph: { scopes: [...token.scopeNames], expiresOn: new Date(token.expiresAt).toISOString(), source },
      };
    } catch (error) {
      if (error instanceof ConsentMissing)
        throw consentRequired(this.config, caller.tenantId, this.config.graph.scopes, error);
      throw error;
    }
  }
}
