import { Module } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import type { AppConfig } from '../config/app-config.js';
import { APP_CONFIG } from '../config/app-config.js';
import { Exchange } from './exchange.js';
import { GraphTokens } from './graph-tokens.js';
import { TokenCache } from './token-cache.js';

/** A Caller becomes a Graph token, cached per assertion. */
@Module({
  providers: [
    Exchange,
    GraphTokens,
    {
      provide: TokenCache,
      inject: [Clock, APP_CONFIG],
      useFactory: (clock: Clock, config: AppConfig) => new TokenCache(clock, config.tokenCache),
    },
  ],
  exports: [GraphTokens],
})
export class OboModule {}
