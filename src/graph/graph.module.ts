import { Module } from '@nestjs/common';
import { HandlesModule } from '../handles/handles.module.js';
import { OboModule } from '../obo/obo.module.js';
import { BatchMemory } from './batch/batch-memory.js';
import { BatchProxy } from './batch/batch-proxy.js';
import { BatchTokens } from './batch/batch-token.js';
import { GraphBatch } from './batch/graph-batch.js';
import { GraphRounds } from './batch/graph-rounds.js';
import { InnerCheck } from './batch/inner-check.js';
import { Throttled } from './batch/throttled.js';
import { GraphController } from './graph.controller.js';
import { GraphProxy } from './graph-proxy.js';
import { GraphSender } from './graph-sender.js';
import { MarkdownConverter } from './markdown/converter.js';
import { OpenOperationsModule } from './open-operations.module.js';
import { OperationAdmission } from './operation-admission.js';
import { Retries } from './retries.js';
import { SubscriptionBody } from './subscriptions/subscription-body.js';
import { SubscriptionPolicy } from './subscriptions/subscription-policy.js';
import { WorkloadBreaker } from './workload-breaker.js';

/** A request and a Graph token become Graph's answer. */
@Module({
  imports: [OboModule, OpenOperationsModule, HandlesModule],
  controllers: [GraphController],
  providers: [
    GraphProxy,
    GraphSender,
    Retries,
    WorkloadBreaker,
    MarkdownConverter,
    OperationAdmission,
    SubscriptionBody,
    SubscriptionPolicy,
    BatchMemory,
    BatchProxy,
    BatchTokens,
    GraphBatch,
    GraphRounds,
    InnerCheck,
    Throttled,
  ],
})
export class GraphModule {}
