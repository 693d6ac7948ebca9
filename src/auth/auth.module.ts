import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { Clock } from '../common/clock.js';
import { Meters } from '../common/meters/meters.js';
import { BearerGuard } from './bearer.guard.js';
import { EntraBearerStrategy } from './entra-bearer.strategy.js';
import { OtherMethods } from './other-methods.js';
import { ProtectedResourceController } from './protected-resource.controller.js';
import { ProvenTokens } from './proven-tokens.js';
import { SigningKeys } from './signing-keys.js';

/** Who is calling: a credential becomes a Caller, or the request ends here. */
@Module({
  controllers: [ProtectedResourceController],
  providers: [
    SigningKeys,
    {
      provide: ProvenTokens,
      inject: [Clock, Meters],
      useFactory: (clock: Clock, meters: Meters) => new ProvenTokens(clock, meters),
    },
    EntraBearerStrategy,
    OtherMethods,
    { provide: APP_GUARD, useClass: BearerGuard },
  ],
  exports: [SigningKeys, EntraBearerStrategy],
})
export class AuthModule {}
