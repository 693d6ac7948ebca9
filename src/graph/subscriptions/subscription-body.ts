import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { boundedBody } from '../../common/http/bounded-body.js';
import { expectPlainJson } from '../../common/http/json-media-type.js';
import { carriesBody } from '../graph-request.js';
import { holdBody } from '../held-body.js';
import type { Operation } from '../operation.js';
import { SUBSCRIPTION_LIMIT, SubscriptionPolicy } from './subscription-policy.js';

/** Reads the bodies that the policy has to look into, and holds them so that they are sent on as they came. */
@Injectable()
export class SubscriptionBody {
  constructor(private readonly policy: SubscriptionPolicy) {}

  /** Whether a request's body has to be judged before the request goes on. */
  concerns({ raw }: FastifyRequest, operation: Operation): boolean {
    return this.policy.concerns(operation) && carriesBody(raw, operation);
  }

  /** Throws `unsupported_media_type`, `body_too_large`, `invalid_body`. */
  async judge(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    expectPlainJson(request.headers);
    const body = await boundedBody(request, reply, SUBSCRIPTION_LIMIT);
    this.policy.check(body);
    holdBody(request.raw, body);
  }
}
