import { Module } from '@nestjs/common';
import { ConsentReturnController } from './consent-return.controller.js';

/** A consent's way back, for an API without sessions. */
@Module({ controllers: [ConsentReturnController] })
export class ConsentReturnModule {}
