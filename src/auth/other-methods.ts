import type { OnModuleInit } from '@nestjs/common';
import { Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import type { IncomingMessage } from 'node:http';
import { Edge } from '../common/http/edge.js';
import { Problem } from '../common/problem/problem.js';
import { AddressLimit } from '../limits/address-limit.js';
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
    private readonly addresses: AddressLimit,
  ) {}

  onModuleInit(): void {
    this.host.httpAdapter.getInstance().addHook('onRequest', ({ is404, raw }, _reply, done) => {
      if (is404 && this.edge.isClosed(raw.url ?? '')) return this.expectCaller(raw);
      done();
      return undefined;
    });
  }

  private async expectCaller(request: IncomingMessage): Promise<void> {
    try {
      await this.strategy.identify(request);
    } catch (error) {
      if (error instanceof Problem && error.status < 500) this.addresses.failed(request);
      throw error;
    }
  }
}
