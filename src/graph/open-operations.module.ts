import { Module } from '@nestjs/common';
import { OpenOperations } from './open-operations.js';

/** Which operations are open: for Graph's routes, and for whoever names operations beforehand. */
@Module({ providers: [OpenOperations], exports: [OpenOperations] })
export class OpenOperationsModule {}
