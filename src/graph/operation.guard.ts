import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { Injectable } from '@nestjs/common';
import { requestOf } from '../common/http/request-of.js';
import { OperationAdmission } from './operation-admission.js';
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
  constructor(private readonly admission: OperationAdmission) {}

  canActivate(context: ExecutionContext): boolean {
    const request = requestOf(context);
    const operation = this.admission.admit(request.method, request.raw.url ?? '', request);
    request.operation = operation;
    request.operationName = operation.id;
    return true;
  }
}
