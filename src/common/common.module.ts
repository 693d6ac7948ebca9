import type { DynamicModule, OnApplicationShutdown } from '@nestjs/common';
import { Module, Optional } from '@nestjs/common';
import { Clock } from './clock.js';
import { IdentityStanding } from './identity-standing.js';
import { Draining } from './http/draining.js';
import { Edge } from './http/edge.js';
import { Meters } from './meters/meters.js';
import { RequestAccount } from './http/request-account.js';
import { RequestsUnderWay } from './http/requests-under-way.js';
import { PublicAddresses } from './http/public-address.js';
import { Log } from './log.js';
import { Tracing } from './trace/tracing.js';
import { Redis } from './redis/redis.js';
import { KeyRing } from './sealing/key-ring.js';
import { Outbound } from './outbound/outbound.js';

/** The parts every room stands on. */
export interface CommonParts {
  readonly clock: Clock;
  readonly log: Log;
  readonly meters: Meters;
  readonly tracing: Tracing;
  readonly account: RequestAccount;
  readonly outbound: Outbound;
  readonly addresses: PublicAddresses;
  readonly edge: Edge;
  readonly draining: Draining;
  readonly underWay: RequestsUnderWay;
  readonly keys: KeyRing;
  /** Absent where replicas share nothing. */
  readonly redis: Redis | undefined;
}

/** Gives every room the clock, the log, the way out and the API's own addresses. */
@Module({})
export class CommonModule implements OnApplicationShutdown {
  constructor(
    private readonly outbound: Outbound,
    private readonly tracing: Tracing,
    @Optional() private readonly redis?: Redis,
  ) {}

  static forRoot({
    clock,
    log,
    meters,
    tracing,
    account,
    outbound,
    addresses,
    edge,
    draining,
    underWay,
    keys,
    redis,
  }: CommonParts): DynamicModule {
    const parts = [
      { provide: Clock, useValue: clock },
      { provide: Log, useValue: log },
      { provide: Meters, useValue: meters },
      { provide: Tracing, useValue: tracing },
      { provide: RequestAccount, useValue: account },
      { provide: Outbound, useValue: outbound },
      { provide: PublicAddresses, useValue: addresses },
      { provide: Edge, useValue: edge },
      { provide: Draining, useValue: draining },
      { provide: RequestsUnderWay, useValue: underWay },
      { provide: IdentityStanding, useValue: new IdentityStanding() },
      { provide: KeyRing, useValue: keys },
      ...(redis === undefined ? [] : [{ provide: Redis, useValue: redis }]),
    ];
    return {
      module: CommonModule,
      global: true,
      providers: parts,
      exports: parts,
    };
  }

  async onApplicationShutdown(): Promise<void> {
    this.redis?.close();
    // The last spans still need their way out.
    await this.tracing.close();
    await this.outbound.close();
  }
}
