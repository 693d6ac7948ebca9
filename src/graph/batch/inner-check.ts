import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { carriesTokenInQuery } from '../../auth/authorization-header.js';
import { malformedCredentials } from '../../auth/auth.errors.js';
import { expectPlainJson } from '../../common/http/json-media-type.js';
import { MAX_TARGET_LENGTH, hasOneMeaning } from '../../common/http/raw-path.js';
import { Problem } from '../../common/problem/problem.js';
import { bodyLimit } from '../body-limit.js';
import { OperationAdmission } from '../operation-admission.js';
import type { Operation } from '../operation.js';
import { SUBSCRIPTION_LIMIT, SubscriptionPolicy } from '../subscriptions/subscription-policy.js';
import { forwardedInnerHeaders } from './inner-headers.js';
import type { InnerRequest } from './inner-request.js';

/** A request of a batch that may go to Graph, with what of it goes. */
export interface CheckedRequest extends InnerRequest {
  readonly operation: Operation;
}

/** Checks a request of a batch like one of its own. */
@Injectable()
export class InnerCheck {
  constructor(
    private readonly admission: OperationAdmission,
    private readonly subscriptions: SubscriptionPolicy,
  ) {}

  /** Throws the problem that it would be answered with, were it alone. */
  checked(inner: InnerRequest, outer: Pick<FastifyRequest, 'caller' | 'handle'>): CheckedRequest {
    const { method, target } = inner;
    if (target.length > MAX_TARGET_LENGTH) throw new Problem('uri_too_long');
    if (!hasOneMeaning(target)) throw new Problem('invalid_path');
    if (carriesTokenInQuery(target)) throw malformedCredentials();
    // Graph has no HEAD within batches.
    const operation = this.admission.admit(method === 'HEAD' ? 'none' : method, target, outer);
    const headers = forwardedInnerHeaders(inner.headers);
    if (operation.method === 'GET' || operation.method === 'DELETE')
      return { ...inner, operation, headers, body: undefined };
    this.judgeBody(inner, headers, operation);
    return { ...inner, operation, headers };
  }

  private judgeBody({ body }: InnerRequest, headers: InnerRequest['headers'], operation: Operation): void {
    if (body === undefined) return;
    const length = Buffer.byteLength(body.raw) * (body.kind === 'string' ? 3 / 4 : 1);
    const isSubscription = this.subscriptions.concerns(operation);
    if (length > (isSubscription ? SUBSCRIPTION_LIMIT : bodyLimit(operation))) throw new Problem('body_too_large');
    if (!isSubscription) return;
    expectPlainJson(inLowerCase(headers));
    this.subscriptions.check(Buffer.from(body.raw));
  }
}

function inLowerCase(headers: InnerRequest['headers']): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
