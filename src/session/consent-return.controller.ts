import { Controller, Get, Query, Res } from '@nestjs/common';
import { ApiOkResponse } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Endpoint } from '../auth/endpoint.decorator.js';
import { Problem } from '../common/problem/problem.js';
import { consentReturn } from './consent-return.js';

/** Where a consent comes back to in an API without sessions, which have this path otherwise. */
@Controller('auth')
export class ConsentReturnController {
  @Endpoint({
    public: true,
    tag: 'Session',
    summary: 'Where Microsoft Entra sends the browser back to from a consent',
    description: 'A redirect address of the registration. The code is discarded.',
    problems: ['invalid_request'],
  })
  @ApiOkResponse({ description: 'A page that says how it ended' })
  @Get('callback')
  callback(@Res() reply: FastifyReply, @Query() query: unknown): void {
    const returned = consentReturn(query);
    if (returned === undefined)
      throw new Problem('invalid_request', { detail: 'No consent has ended here. Try again what needs one.' });
    void reply.headers(returned.headers).send(returned.body);
  }
}
