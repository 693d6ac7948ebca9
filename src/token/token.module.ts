import { Module } from '@nestjs/common';
import { OboModule } from '../obo/obo.module.js';
import { RefreshLimit } from './refresh-limit.js';
import { TokenController } from './token.controller.js';

/** What callers may know and do of their tokens. */
@Module({ imports: [OboModule], controllers: [TokenController], providers: [RefreshLimit] })
export class TokenModule {}
