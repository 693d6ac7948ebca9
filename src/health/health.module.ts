import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { CredentialModule } from '../obo/credential/credential.module.js';
import { HealthController } from './health.controller.js';
import { Standing } from './standing.js';
import { MetricsServer } from './metrics/metrics-server.js';

/** Liveness, readiness and metrics. */
@Module({
  imports: [AuthModule, CredentialModule],
  controllers: [HealthController],
  providers: [Standing, MetricsServer],
})
export class HealthModule {}
