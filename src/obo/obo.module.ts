import { Module } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { Meters } from '../common/meters/meters.js';
import { Redis } from '../common/redis/redis.js';
import { KeyRing } from '../common/sealing/key-ring.js';
import type { AppConfig } from '../config/app-config.js';
import { APP_CONFIG } from '../config/app-config.js';
import { Consents } from './consents.js';
import { CredentialModule } from './credential/credential.module.js';
import { Exchange } from './exchange.js';
import { GraphTokens } from './graph-tokens.js';
import { Partitions } from './partition.js';
import { Refusals } from './refusals.js';
import { SharedTokenCache } from './shared-token-cache.js';
import { TokenCache } from './token-cache.js';
import { TokenMaker } from './token-maker.js';

/** A Caller becomes a Graph token, cached per assertion. */
@Module({
  imports: [CredentialModule],
  providers: [
    Consents,
    Exchange,
    GraphTokens,
    TokenMaker,
    { provide: Partitions, inject: [KeyRing], useFactory: (keys: KeyRing) => new Partitions(keys) },
    { provide: Refusals, inject: [Clock], useFactory: (clock: Clock) => new Refusals(clock) },
    {
      provide: TokenCache,
      inject: [Clock, APP_CONFIG, Meters],
      useFactory: (clock: Clock, config: AppConfig, { evictions }: Meters) =>
        new TokenCache(clock, config.tokenCache, evictions.of('memory')),
    },
    {
      provide: SharedTokenCache,
      inject: [KeyRing, Clock, { token: Redis, optional: true }],
      useFactory: (keys: KeyRing, clock: Clock, redis: Redis | undefined) =>
        redis === undefined ? undefined : new SharedTokenCache(redis, keys, clock),
    },
  ],
  exports: [Consents, Exchange, GraphTokens, Partitions, Refusals],
})
export class OboModule {}
