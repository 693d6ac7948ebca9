import type { DynamicModule, OnApplicationShutdown } from '@nestjs/common';
import { Module } from '@nestjs/common';
import { Clock } from './clock.js';
import { Edge } from './http/edge.js';
import { PublicAddresses } from './http/public-address.js';
import { Log } from './log.js';
import { Outbound } from './outbound/outbound.js';

/** The parts every room stands on. */
export interface CommonParts {
  readonly clock: Clock;
  readonly log: Log;
  readonly outbound: Outbound;
  readonly addresses: PublicAddresses;
  readonly edge: Edge;
}

/** Gives every room the clock, the log, the way out and the API's own addresses. */
@Module({})
export class CommonModule implements OnApplicationShutdown {
  constructor(private readonly outbound: Outbound) {}

  static forRoot({ clock, log, outbound, addresses, edge }: CommonParts): DynamicModule {
    const parts = [
      { provide: Clock, useValue: clock },
      { provide: Log, useValue: log },
      { provide: Outbound, useValue: outbound },
      { provide: PublicAddresses, useValue: addresses },
      { provide: Edge, useValue: edge },
    ];
    return {
      module: CommonModule,
      global: true,
      providers: parts,
      exports: [Clock, Log, Outbound, PublicAddresses, Edge],
    };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.outbound.close();
  }
}
