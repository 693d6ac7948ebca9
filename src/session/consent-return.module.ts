import { Module } from '@nestjs/common';
import { OboModule } from '../obo/obo.module.js';
import { ConsentReturnController } from './consent-return.controller.js';

/** A consent's way back, for an API without sessions. */
@Module({ imports: [OboModule], controllers: [ConsentReturnController] })
export class ConsentReturnModule {}
