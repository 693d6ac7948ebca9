import { Controller, Get, Res } from '@nestjs/common';
import { ApiOkResponse, ApiServiceUnavailableResponse } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { Endpoint } from '../auth/endpoint.decorator.js';
import { SigningKeys } from '../auth/signing-keys.js';

const live = z.strictObject({ status: z.literal('ok') }).meta({ id: 'Liveness' });
const ready = z
  .strictObject({
    status: z.enum(['ready', 'degraded', 'starting', 'draining']),
    checks: z.strictObject({ keys: z.enum(['ok', 'missing']) }),
  })
  .meta({ id: 'Readiness' });

/** For balancers and orchestrators: is the process alive, may it get requests. */
@Controller('health')
export class HealthController {
  constructor(private readonly keys: SigningKeys) {}

  @Endpoint({ public: true, tag: 'Health', summary: 'The process lives' })
  @ApiOkResponse({ description: 'It does', standardSchema: live })
  @Get('live')
  live(): z.infer<typeof live> {
    return { status: 'ok' };
  }

  @Endpoint({ public: true, tag: 'Health', summary: 'The process may get requests' })
  @ApiOkResponse({ description: 'It may', standardSchema: ready })
  @ApiServiceUnavailableResponse({ description: 'Not yet', standardSchema: ready })
  @Get('ready')
  ready(@Res({ passthrough: true }) reply: FastifyReply): z.infer<typeof ready> {
    const hasKeys = this.keys.ready;
    if (!hasKeys) void reply.code(503);
    return { status: hasKeys ? 'ready' : 'starting', checks: { keys: hasKeys ? 'ok' : 'missing' } };
  }
}
