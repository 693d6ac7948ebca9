import { Module } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { Redis } from '../common/redis/redis.js';
import { OpenOperationsModule } from '../graph/open-operations.module.js';
import { OboModule } from '../obo/obo.module.js';
import { HandleStore } from './handle-store.js';
import { HandleTokens } from './handle-tokens.js';
import { Handles } from './handles.js';
import { HandlesController } from './handles.controller.js';
import { MemoryHandleStore } from './memory-handle-store.js';
import { NewHandle } from './new-handle.js';
import { RedisHandleStore } from './redis-handle-store.js';

/** Work that outlives the request: a user's permission in the hands of a job, for named operations and a time. */
@Module({
  imports: [OboModule, OpenOperationsModule],
  controllers: [HandlesController],
  providers: [
    Handles,
    HandleTokens,
    NewHandle,
    {
      provide: HandleStore,
      inject: [Clock, { token: Redis, optional: true }],
      useFactory: (clock: Clock, redis: Redis | undefined) =>
        redis === undefined ? new MemoryHandleStore(clock) : new RedisHandleStore(redis, clock),
    },
  ],
  exports: [Handles, HandleTokens],
})
export class HandlesModule {}
