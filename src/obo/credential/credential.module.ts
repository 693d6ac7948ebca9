import { Module } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { Log } from '../../common/log.js';
import { Outbound } from '../../common/outbound/outbound.js';
import type { AppConfig } from '../../config/app-config.js';
import { APP_CONFIG } from '../../config/app-config.js';
import { openCredential } from './open-credential.js';
import { OwnCredential } from './own-credential.js';

/** What this API proves itself to Entra with. */
@Module({
  providers: [
    {
      provide: OwnCredential,
      inject: [APP_CONFIG, Clock, Log, Outbound],
      useFactory: async (config: AppConfig, clock: Clock, log: Log, outbound: Outbound) => {
        const credential = await openCredential({ config, clock, log, outbound });
        return new OwnCredential(credential, clock, log, config.limits.credentialCheckMs);
      },
    },
  ],
  exports: [OwnCredential],
})
export class CredentialModule {}
