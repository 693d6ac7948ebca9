import { Module } from '@nestjs/common';
import { OboModule } from '../obo/obo.module.js';
import { GraphController } from './graph.controller.js';
import { GraphProxy } from './graph-proxy.js';

/** A request and a Graph token become Graph's answer. */
@Module({ imports: [OboModule], controllers: [GraphController], providers: [GraphProxy] })
export class GraphModule {}
