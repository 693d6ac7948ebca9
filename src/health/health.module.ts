import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { CredentialModule } from '../obo/credential/credential.module.js';
import { HealthController } from './health.controller.js';

/** Liveness and readiness. */
@Module({ imports: [AuthModule, CredentialModule], controllers: [HealthController] })
export class HealthModule {}
