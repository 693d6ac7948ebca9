import { Module } from '@nestjs/common';
import { HandlesModule } from '../handles/handles.module.js';
import { OboModule } from '../obo/obo.module.js';
import { GraphController } from './graph.controller.js';
import { GraphProxy } from './graph-proxy.js';
import { OpenOperationsModule } from './open-operations.module.js';
import { OperationAdmission } from './operation-admission.js';
import { SubscriptionBody } from './subscriptions/subscription-body.js';
import { SubscriptionPolicy } from './subscriptions/subscription-policy.js';

/** A request and a Graph token become Graph's answer. */
@Module({
  imports: [OboModule, OpenOperationsModule, HandlesModule],
  controllers: [GraphController],
  providers: [GraphProxy, OperationAdmission, SubscriptionBody, SubscriptionPolicy],
})
export class GraphModule {}
