import type { OnModuleInit } from '@nestjs/common';
import { Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import { Edge } from '../common/http/edge.js';
import { EntraBearerStrategy } from './entra-bearer.strategy.js';

/**
 * A method that a path does not take is no route, so no guard sees it: where the path needs a caller, the caller is
 * asked for here, before the router says that there is no such method.
 */
@Injectable()
export class OtherMethods implements OnModuleInit {
  constructor(
    private readonly host: HttpAdapterHost<FastifyAdapter>,
    private readonly edge: Edge,
    private readonly strategy: EntraBearerStrategy,
  ) {}

  onModuleInit(): void {
    this.host.httpAdapter.getInstance().addHook('onRequest', async ({ is404, raw }) => {
      if (is404 && this.edge.isClosed(raw.url ?? '')) await this.strategy.identify(raw);
    });
  }
}
