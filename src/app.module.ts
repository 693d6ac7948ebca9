import type { DynamicModule } from '@nestjs/common';
import { Module } from '@nestjs/common';
import { AuthModule } from './auth/auth.module.js';
import type { CommonParts } from './common/common.module.js';
import { CommonModule } from './common/common.module.js';
import type { AppConfig } from './config/app-config.js';
import { ConfigModule } from './config/config.module.js';
import { GraphModule } from './graph/graph.module.js';
import { HandlesModule } from './handles/handles.module.js';
import { HealthModule } from './health/health.module.js';
import { LimitsModule } from './limits/limits.module.js';
import { ConsentReturnModule } from './session/consent-return.module.js';
import { SessionModule } from './session/session.module.js';
import { TokenModule } from './token/token.module.js';

/** The composition root: which rooms this house has. */
@Module({})
export class AppModule {
  static forRoot(config: AppConfig, parts: CommonParts): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.forRoot(config),
        CommonModule.forRoot(parts),
        LimitsModule,
        AuthModule,
        GraphModule,
        HandlesModule,
        TokenModule,
        config.session === undefined ? ConsentReturnModule : SessionModule,
        HealthModule,
      ],
    };
  }
}
