import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { accountTypeNotAllowed } from '../auth/auth.errors.js';
import { isBatch } from './batch/batch-operation.js';
import { operationMethodNotAllowed, operationNotAllowed } from './graph.errors.js';
import { OpenOperations } from './open-operations.js';
import type { Operation } from './operation.js';

/** Whether a request, or one within a batch, is for an operation that is open here for whoever asks. */
@Injectable()
export class OperationAdmission {
  constructor(private readonly open: OpenOperations) {}

  /**
   * The operation of a raw target that has one meaning. Throws `operation_not_allowed`, `method_not_allowed`,
   * `account_type_not_allowed`.
   */
  admit(method: string, target: string, { caller, handle }: Pick<FastifyRequest, 'caller' | 'handle'>): Operation {
    const accountType = caller?.accountType ?? handle?.accountType;
    // B2C has no on-behalf-of flow: nothing under Graph's paths is for its accounts.
    if (accountType === 'b2c') throw accountTypeNotAllowed();
    const match = this.open.match(method, target);
    if (match.kind === 'none') throw operationNotAllowed();
    if (match.kind === 'other_method') throw operationMethodNotAllowed(match.allow);
    const { operation } = match;
    if (!operation.personal && accountType === 'personal') throw accountTypeNotAllowed();
    // Of a batch, each request within has to be covered.
    if (handle !== undefined && !isBatch(operation) && !this.open.covers(handle.operations, operation, target))
      throw operationNotAllowed();
    return operation;
  }
}
