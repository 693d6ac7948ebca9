import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { accountTypeNotAllowed } from '../auth/auth.errors.js';
import { operationMethodNotAllowed, operationNotAllowed } from './graph.errors.js';
import { OpenOperations } from './open-operations.js';
import type { Operation } from './operation.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by the operation guard on Graph's routes. */
    operation?: Operation;
  }
}

/** Behind the authentication guard: only operations of the catalogue and of GRAPH_ALLOW go on, by a handle only its own. Sets `request.operation`. */
@Injectable()
export class OperationGuard implements CanActivate {
  constructor(private readonly open: OpenOperations) {}

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const { caller, handle } = request;
    const accountType = caller?.accountType ?? handle?.accountType;
    // B2C has no on-behalf-of flow: nothing under Graph's paths is for its accounts.
    if (accountType === 'b2c') throw accountTypeNotAllowed();
    const target = request.raw.url ?? '';
    const match = this.open.match(request.method, target);
    if (match.kind === 'none') throw operationNotAllowed();
    if (match.kind === 'other_method') throw operationMethodNotAllowed(match.allow);
    if (!match.operation.personal && accountType === 'personal') throw accountTypeNotAllowed();
    if (handle !== undefined && !this.open.covers(handle.operations, match.operation, target))
      throw operationNotAllowed();
    request.operation = match.operation;
    request.operationName = match.operation.id;
    return true;
  }
}
