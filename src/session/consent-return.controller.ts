import { Controller, Get, Inject, Query, Req, Res } from '@nestjs/common';
import { ApiOkResponse } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Endpoint } from '../auth/endpoint.decorator.js';
import type { AppConfig } from '../config/app-config.js';
import { APP_CONFIG } from '../config/app-config.js';
import { Consents } from '../obo/consents.js';
import { answerConsent } from './consent-return.js';

/** Where a consent comes back to in an API without sessions, which have this path otherwise. */
@Controller('auth')
export class ConsentReturnController {
  constructor(
    @Inject(APP_CONFIG) private readonly config: AppConfig,
    private readonly consents: Consents,
  ) {}

  @Endpoint({
    public: true,
    tag: 'Session',
    summary: 'Where Microsoft Entra sends the browser back to from a consent',
    description: 'A redirect address of the registration. The code is discarded.',
    problems: ['invalid_request'],
  })
  @ApiOkResponse({ description: 'A page that says how it ended' })
  @Get('callback')
  async callback(
    @Req() { publicUrl }: FastifyRequest,
    @Res() reply: FastifyReply,
    @Query() query: unknown,
  ): Promise<void> {
    const { demo, publicUrls } = this.config;
    const home = demo === undefined ? undefined : `${publicUrl ?? publicUrls[0]}/`;
    await answerConsent(reply, query, { home, consents: this.consents });
  }
}
