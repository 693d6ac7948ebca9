import { Controller, Get, Res } from '@nestjs/common';
import { ApiOkResponse, ApiServiceUnavailableResponse } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { Endpoint } from '../auth/endpoint.decorator.js';
import type { Readiness } from './readiness.js';
import { readiness, statusCodeOf } from './readiness.js';
import { Standing } from './standing.js';

const live = z.strictObject({ status: z.literal('ok') }).meta({ id: 'Liveness' });

/** For balancers and orchestrators: is the process alive, may it get requests. */
@Controller('health')
export class HealthController {
  constructor(private readonly standing: Standing) {}

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
    const state = await this.standing.current();
    void reply.code(statusCodeOf(state.status));
    return state;
  }
}
