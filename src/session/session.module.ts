import { Global, Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { CREDENTIAL_SOURCE } from '../auth/credential-source.js';
import { Clock } from '../common/clock.js';
import { IdentityStanding } from '../common/identity-standing.js';
import { Log } from '../common/log.js';
import { Meters } from '../common/meters/meters.js';
import { Outbound } from '../common/outbound/outbound.js';
import { Redis } from '../common/redis/redis.js';
import type { AppConfig } from '../config/app-config.js';
import { APP_CONFIG } from '../config/app-config.js';
import { HandlesModule } from '../handles/handles.module.js';
import { Exchange } from '../obo/exchange.js';
import { OboModule } from '../obo/obo.module.js';
import { IdTokens } from './id-tokens.js';
import { MemorySessionStore } from './memory-session-store.js';
import { PendingSignIns } from './pending-sign-ins.js';
import { RedisSessionStore } from './redis-session-store.js';
import { RequestOrigins } from './request-origins.js';
import { ReturnAddresses } from './return-address.js';
import { SessionController } from './session.controller.js';
import { SessionCookies } from './session-cookies.js';
import { SessionCredential } from './session-credential.js';
import { SessionStore } from './session-store.js';
import { SessionTokens } from './session-tokens.js';
import { Sessions } from './sessions.js';
import { SignIn } from './sign-in.js';
import { SignInClient, signInClient } from './sign-in-client.js';
import { SignInController } from './sign-in.controller.js';
import { SignOut } from './sign-out.js';

/**
 * Browser sign-in: a cookie that stands for a token held here. Global, because what it gives to auth and to token is
 * optional there: where sessions are off, this room is not there at all.
 */
@Global()
@Module({
  imports: [AuthModule, OboModule, HandlesModule],
  controllers: [SignInController, SessionController],
  providers: [
    IdTokens,
    PendingSignIns,
    RequestOrigins,
    ReturnAddresses,
    SessionCookies,
    SessionTokens,
    Sessions,
    SignIn,
    SignOut,
    { provide: CREDENTIAL_SOURCE, useClass: SessionCredential },
    {
      provide: SessionStore,
      inject: [Clock, { token: Redis, optional: true }],
      useFactory: (clock: Clock, redis: Redis | undefined) =>
        redis === undefined ? new MemorySessionStore(clock) : new RedisSessionStore(redis, clock),
    },
    {
      provide: SignInClient,
      inject: [APP_CONFIG, Clock, Log, IdentityStanding, Outbound, Meters, Exchange],
      useFactory: (
        config: AppConfig,
        clock: Clock,
        log: Log,
        standing: IdentityStanding,
        outbound: Outbound,
        meters: Meters,
        exchange: Exchange,
      ) => {
        if (config.session === undefined) throw new TypeError('this room is not for an API without sessions');
        return signInClient(config.session, { config, clock, log, standing, outbound, meters, exchange });
      },
    },
  ],
  exports: [CREDENTIAL_SOURCE, Sessions, SignInClient],
})
export class SessionModule {}
