import { All, Controller, Req, Res, UseGuards } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { GraphProxy } from './graph-proxy.js';
import { OperationGuard } from './operation.guard.js';

/** Graph under Graph's own paths. The catalogue, not the router, says what is open; OpenAPI is made from it as well. */
@ApiExcludeController()
@UseGuards(OperationGuard)
@Controller()
export class GraphController {
  constructor(private readonly proxy: GraphProxy) {}

  @All(['v1.0/*', 'beta/*'])
  async carry(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { caller, operation } = request;
    if (caller === undefined || operation === undefined)
      throw new TypeError('a guard in front of this route is missing');
    await this.proxy.carry(request, reply, caller, operation);
  }
}
