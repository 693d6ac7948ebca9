import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { accountTypeNotAllowed } from '../auth/auth.errors.js';
import type { AppConfig } from '../config/app-config.js';
import { APP_CONFIG } from '../config/app-config.js';
import { CATALOGUE, allowedOperations } from './catalogue/catalogue.js';
import { operationMethodNotAllowed, operationNotAllowed } from './graph.errors.js';
import { OperationMatcher } from './operation-matcher.js';
import type { Operation } from './operation.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by the operation guard on Graph's routes. */
    operation?: Operation;
  }
}

/** Behind the authentication guard: only operations of the catalogue and of GRAPH_ALLOW go on. Sets `request.operation`. */
@Injectable()
export class OperationGuard implements CanActivate {
  private readonly matcher: OperationMatcher;

  constructor(@Inject(APP_CONFIG) config: AppConfig) {
    this.matcher = new OperationMatcher([...CATALOGUE, ...allowedOperations(config.graph.allow)]);
  }

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const { caller } = request;
    // B2C has no on-behalf-of flow: nothing under Graph's paths is for its accounts.
    if (caller?.accountType === 'b2c') throw accountTypeNotAllowed();
    const match = this.matcher.match(request.method, request.raw.url ?? '');
    if (match.kind === 'none') throw operationNotAllowed();
    if (match.kind === 'other_method') throw operationMethodNotAllowed(match.allow);
    if (!match.operation.personal && caller?.accountType === 'personal') throw accountTypeNotAllowed();
    request.operation = match.operation;
    request.operationName = match.operation.id;
    return true;
  }
}
