import { Controller, Get, Header, Inject, Req } from '@nestjs/common';
import { ApiOkResponse } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { PublicAddresses } from '../common/http/public-address.js';
import type { AppConfig } from '../config/app-config.js';
import { APP_CONFIG } from '../config/app-config.js';
import { scopeInFull } from './checks/check-scope.js';
import { Endpoint } from './endpoint.decorator.js';

const protectedResource = z
  .strictObject({
    resource: z.url(),
    authorization_servers: z.array(z.url()),
    scopes_supported: z.array(z.string()),
    bearer_methods_supported: z.array(z.literal('header')),
    resource_name: z.string(),
  })
  .meta({ id: 'ProtectedResource' });

/** Tells a client that got a 401 where its token comes from (RFC 9728). */
@Controller('.well-known')
export class ProtectedResourceController {
  constructor(
    @Inject(APP_CONFIG) private readonly config: AppConfig,
    private readonly addresses: PublicAddresses,
  ) {}

  @Endpoint({ public: true, tag: 'Sign-in', summary: 'Where tokens for this API come from (RFC 9728)' })
  @ApiOkResponse({ description: 'The metadata', standardSchema: protectedResource })
  @Header('cache-control', 'public, max-age=3600')
  @Get('oauth-protected-resource')
  describe(@Req() request: FastifyRequest): z.infer<typeof protectedResource> {
    const { identity, api } = this.config;
    return {
      resource: request.publicUrl ?? this.addresses.default,
      authorization_servers: entrancesOf(identity).map((each) => `${identity.browserAuthorityHost}/${each}/v2.0`),
      scopes_supported: [scopeInFull(identity, api.scope)],
      bearer_methods_supported: ['header'],
      resource_name: 'Behalf',
    };
  }
}

/** Each tenant is an issuer of its own; a shared entrance is none. */
function entrancesOf({ allowedTenants, entrance }: AppConfig['identity']): readonly string[] {
  return allowedTenants.length > 0 ? allowedTenants : [entrance];
}
