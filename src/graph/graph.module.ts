import { Module } from '@nestjs/common';
import { HandlesModule } from '../handles/handles.module.js';
import { OboModule } from '../obo/obo.module.js';
import { GraphController } from './graph.controller.js';
import { GraphProxy } from './graph-proxy.js';
import { OpenOperationsModule } from './open-operations.module.js';

/** A request and a Graph token become Graph's answer. */
@Module({
  imports: [OboModule, OpenOperationsModule, HandlesModule],
  controllers: [GraphController],
  providers: [GraphProxy],
})
export class GraphModule {}
