import { Module } from '@nestjs/common';
import { HandlesModule } from '../handles/handles.module.js';
import { OboModule } from '../obo/obo.module.js';
import { RefreshLimit } from './refresh-limit.js';
import { TokenController } from './token.controller.js';

/** What callers may know and do of their tokens. */
@Module({ imports: [OboModule, HandlesModule], controllers: [TokenController], providers: [RefreshLimit] })
export class TokenModule {}
