import type { OnApplicationShutdown, OnModuleInit } from '@nestjs/common';
import { Inject, Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import { Edge } from '../common/http/edge.js';
import { RequestsUnderWay } from '../common/http/requests-under-way.js';
import { Sampled } from '../common/http/sampled.js';
import { Log } from '../common/log.js';
import { Problem } from '../common/problem/problem.js';
import type { AppConfig } from '../config/app-config.js';
import { APP_CONFIG } from '../config/app-config.js';

/** From one look at the event loop to the next, in milliseconds. */
const LOOK_MS = 100;
/** Seconds after which who was turned away may come again. */
const RETRY_AFTER = 1;
const HEALTH = '/health/';
const TOLD_PER_MINUTE = 6;

/**
 * Turns requests away before anything is done for them while this process cannot keep up: when its event loop is late,
 * because whatever has piled up meanwhile waits for nothing any more, and when too many requests are under way. Health
 * is always answered: a process that is too busy must not be taken for a dead one.
 */
@Injectable()
export class Overload implements OnModuleInit, OnApplicationShutdown {
  private late = 0;
  private looksAt = 0;
  private timer: NodeJS.Timeout | undefined;
  private readonly told = new Sampled(TOLD_PER_MINUTE, () => undefined);

  constructor(
    @Inject(APP_CONFIG) private readonly config: AppConfig,
    private readonly host: HttpAdapterHost<FastifyAdapter>,
    private readonly edge: Edge,
    private readonly requests: RequestsUnderWay,
    private readonly log: Log,
  ) {}

  onModuleInit(): void {
    const fastify = this.host.httpAdapter.getInstance();
    // Not earlier: starting is long, and nobody waits yet.
    fastify.server.once('listening', () => this.begin());
    fastify.addHook('onRequest', (request, reply, done) => {
      if (!this.now || request.raw.url?.startsWith(HEALTH) === true) done();
      else this.edge.refuse(new Problem('overloaded', { retryAfter: RETRY_AFTER }), request, reply);
    });
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  private begin(): void {
    this.looksAt = performance.now() + LOOK_MS;
    this.timer = setInterval(() => this.look(performance.now()), LOOK_MS);
    this.timer.unref();
  }

  /** Milliseconds by which the event loop was late when it was last looked at; fades by half with each look. */
  get lateness(): number {
    return this.late;
  }

  private get now(): boolean {
    const { loopDelayMs, requestsUnderWay } = this.config.limits;
    // The one that asks is among them.
    return this.late > loopDelayMs || this.requests.count > requestsUnderWay;
  }

  private look(now: number): void {
    this.late = Math.max(now - this.looksAt, this.late / 2);
    this.looksAt = now + LOOK_MS;
    if (this.now && this.told.takes())
      this.log.warn('overloaded', { lateMs: Math.round(this.late), requests: this.requests.count });
  }
}
