import { All, Controller, Req, Res, UseGuards } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { RequiresAccess } from '../auth/access.decorator.js';
import { HANDLE_USE } from '../handles/handle-header.js';
import { HandleTokens } from '../handles/handle-tokens.js';
import { HandleGuard } from '../handles/handle.guard.js';
import { CallsOfUser } from '../limits/calls-of-user.js';
import { UserLimitGuard } from '../limits/user-limit.guard.js';
import { GraphTokens } from '../obo/graph-tokens.js';
import type { TokenHolder } from '../obo/token-holder.js';
import { BatchProxy } from './batch/batch-proxy.js';
import { isBatch } from './batch/batch-operation.js';
import { ExchangeScopes } from './exchange-scopes.js';
import { userOf } from './graph-call.js';
import { GraphProxy } from './graph-proxy.js';
import type { Operation } from './operation.js';
import { OperationGuard } from './operation.guard.js';
import { SubscriptionBody } from './subscriptions/subscription-body.js';

/** Graph under Graph's own paths. The catalogue, not the router, says what is open; OpenAPI is made from it as well. */
@ApiExcludeController()
@RequiresAccess(HANDLE_USE)
@UseGuards(HandleGuard, OperationGuard, UserLimitGuard)
@Controller()
export class GraphController {
  constructor(
    private readonly proxy: GraphProxy,
    private readonly batch: BatchProxy,
    private readonly tokens: GraphTokens,
    private readonly handleTokens: HandleTokens,
    private readonly scopes: ExchangeScopes,
    private readonly calls: CallsOfUser,
    private readonly subscriptionBody: SubscriptionBody,
  ) {}

  @All(['v1.0/*', 'beta/*'])
  carry(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { operation } = request;
    if (operation === undefined) throw new TypeError('a guard in front of this route is missing');
    const turn = this.calls.enter(userOf(request), request, reply.raw);
    return turn === undefined
      ? this.carryNow(request, reply, operation)
      : turn.then((hasCome) => (hasCome ? this.carryNow(request, reply, operation) : undefined));
  }

  private carryNow(request: FastifyRequest, reply: FastifyReply, operation: Operation): Promise<void> {
    if (isBatch(operation)) {
      const holderFor = (operations: readonly Operation[]): TokenHolder =>
        this.holderOf(request, this.scopes.ofAll(operations));
      return this.batch.carry(request, reply, holderFor, operation);
    }
    const holder = this.holderOf(request, this.scopes.of(operation));
    const carry = (): Promise<void> => this.proxy.carry(request, reply, holder, operation);
    if (!this.subscriptionBody.concerns(request, operation)) return carry();
    return this.subscriptionBody.judge(request, reply).then(carry);
  }

  private holderOf({ caller, handle, record }: FastifyRequest, scopes: readonly string[]): TokenHolder {
    if (caller !== undefined) return this.tokens.holder(caller, scopes, record);
    if (handle !== undefined) return this.handleTokens.holder(handle, record);
    throw new TypeError('a guard in front of this route is missing');
  }
}
