import type { DynamicModule, OnApplicationShutdown } from '@nestjs/common';
import { Module } from '@nestjs/common';
import { Clock } from './clock.js';
import { PublicAddresses } from './http/public-address.js';
import { Log } from './log.js';
import { Outbound } from './outbound/outbound.js';

/** The parts every room stands on. */
export interface CommonParts {
  readonly clock: Clock;
  readonly log: Log;
  readonly outbound: Outbound;
  readonly addresses: PublicAddresses;
}

/** Gives every room the clock, the log, the way out and the API's own addresses. */
@Module({})
export class CommonModule implements OnApplicationShutdown {
  constructor(private readonly outbound: Outbound) {}

  static forRoot({ clock, log, outbound, addresses }: CommonParts): DynamicModule {
    const parts = [
      { provide: Clock, useValue: clock },
      { provide: Log, useValue: log },
      { provide: Outbound, useValue: outbound },
      { provide: PublicAddresses, useValue: addresses },
    ];
    return { module: CommonModule, global: true, providers: parts, exports: [Clock, Log, Outbound, PublicAddresses] };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.outbound.close();
  }
}
