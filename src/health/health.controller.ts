import type { BeforeApplicationShutdown } from '@nestjs/common';
import { Controller, Get, Optional, Res } from '@nestjs/common';
import { ApiOkResponse, ApiServiceUnavailableResponse } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { Endpoint } from '../auth/endpoint.decorator.js';
import { SigningKeys } from '../auth/signing-keys.js';
import { IdentityStanding } from '../common/identity-standing.js';
import { Draining } from '../common/http/draining.js';
import { Redis } from '../common/redis/redis.js';
import { OwnCredential } from '../obo/credential/own-credential.js';
import type { Readiness } from './readiness.js';
import { readiness, statusOf } from './readiness.js';

const live = z.strictObject({ status: z.literal('ok') }).meta({ id: 'Liveness' });

/** For balancers and orchestrators: is the process alive, may it get requests. */
@Controller('health')
export class HealthController implements BeforeApplicationShutdown {
  constructor(
    private readonly draining: Draining,
    private readonly keys: SigningKeys,
    private readonly identity: IdentityStanding,
    private readonly credential: OwnCredential,
    @Optional() private readonly redis?: Redis,
  ) {}

  beforeApplicationShutdown(): void {
    this.draining.begin();
  }

  @Endpoint({ public: true, tag: 'Health', summary: 'The process lives' })
  @ApiOkResponse({ description: 'It does', standardSchema: live })
  @Get('live')
  live(): z.infer<typeof live> {
    return { status: 'ok' };
  }

  @Endpoint({ public: true, tag: 'Health', summary: 'The process may get requests' })
  @ApiOkResponse({ description: 'It may', standardSchema: readiness })
  @ApiServiceUnavailableResponse({ description: 'Not yet, or no more', standardSchema: readiness })
  @Get('ready')
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<Readiness> {
    const checks: Readiness['checks'] = {
      keys: this.keys.ready ? 'ok' : 'missing',
      identity: this.identity.current,
      redis: this.redisStanding,
      credential: await this.credential.standing(),
    };
    const status = this.draining.begun ? 'draining' : statusOf(checks);
    if (status === 'starting' || status === 'draining') void reply.code(503);
    return { status, checks };
  }

  private get redisStanding(): Readiness['checks']['redis'] {
    if (this.redis === undefined) return 'off';
    return this.redis.available ? 'ok' : 'unreachable';
  }
}
