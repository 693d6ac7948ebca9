import type { OnModuleInit } from '@nestjs/common';
import { Global, Module } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import { AddressLimit } from './address-limit.js';
import { allowanceHeaders } from './allowance.js';
import { CallsOfUser } from './calls-of-user.js';
import { Connections } from './connections.js';
import { Overload } from './overload.js';
import { UserLimit } from './user-limit.js';

/** How much is taken on, of whom: every room may have to say that it is too much. */
@Global()
@Module({
  providers: [AddressLimit, CallsOfUser, Connections, Overload, UserLimit],
  exports: [AddressLimit, CallsOfUser, UserLimit],
})
export class LimitsModule implements OnModuleInit {
  constructor(private readonly host: HttpAdapterHost<FastifyAdapter>) {}

  onModuleInit(): void {
    // Graph's answers go out by themselves, and say it themselves.
    this.host.httpAdapter.getInstance().addHook('onSend', (request, reply, _payload, done) => {
      if (request.allowance !== undefined) void reply.headers(allowanceHeaders(request.allowance));
      done();
    });
  }
}
