import { Module } from '@nestjs/common';
import { HandlesModule } from '../handles/handles.module.js';
import { OboModule } from '../obo/obo.module.js';
import { GraphController } from './graph.controller.js';
import { GraphProxy } from './graph-proxy.js';
import { GraphSender } from './graph-sender.js';
import { MarkdownConverter } from './markdown/converter.js';
import { OpenOperationsModule } from './open-operations.module.js';
import { Retries } from './retries.js';
import { WorkloadBreaker } from './workload-breaker.js';

/** A request and a Graph token become Graph's answer. */
@Module({
  imports: [OboModule, OpenOperationsModule, HandlesModule],
  controllers: [GraphController],
  providers: [GraphProxy, GraphSender, Retries, WorkloadBreaker, MarkdownConverter],
})
export class GraphModule {}
