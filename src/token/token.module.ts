import { Module } from '@nestjs/common';
import { OboModule } from '../obo/obo.module.js';
import { TokenController } from './token.controller.js';

/** What callers may know of their tokens. */
@Module({ imports: [OboModule], controllers: [TokenController] })
export class TokenModule {}
