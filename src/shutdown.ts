import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { constants } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { closeListener } from './common/http/close-listener.js';
import { Draining } from './common/http/draining.js';
import { RequestsUnderWay } from './common/http/requests-under-way.js';
import { Log } from './common/log.js';
import type { AppConfig } from './config/app-config.js';

/** By whom this process is asked to end, as far as it can be asked. */
const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;
/** A terminal and npm both hand on one Ctrl+C. */
const SAME_KEY_MS = 500;
/**
 * From the end of the listener to that of idle connections: a balancer that is refused a connection meanwhile uses those
 * it has no more, otherwise one of them could end while a request is on its way.
 */
const IDLE_MS = 500;

/**
 * How this process ends. It tells that it drains, serves on until balancers have heard of it, closes its listener, lets
 * what is under way finish, and exits: 0 where all of it did, 1 where some had to be broken off after the grace or a
 * failure nobody caught was the reason, 128 + n where a second signal n cut it short.
 */
export class Shutdown {
  private readonly log: Log;
  private beganAt: number | undefined;
  private forBalancers = true;
  private code = 0;

  constructor(
    private readonly app: NestFastifyApplication,
    private readonly times: AppConfig['shutdown'],
  ) {
    this.log = app.get(Log);
  }

  /** Ends this process when it is signalled to. */
  onSignals(): void {
    for (const name of SIGNALS) process.on(name, () => this.signalled(name));
  }

  /** A failure nobody caught leaves a process in a state nobody knows: it is logged, without its text, and is the end. */
  onFailures(): void {
    const end = (event: string) => (failure: unknown) => {
      this.log.error(event, {}, failure);
      this.code = 1;
      if (this.beganAt === undefined) void this.run(0);
    };
    process.on('uncaughtException', end('uncaught_exception'));
    process.on('unhandledRejection', end('unhandled_rejection'));
  }

  private signalled(name: (typeof SIGNALS)[number]): void {
    if (this.beganAt === undefined) {
      this.log.info('shutdown', { signal: name });
      // Whoever presses Ctrl+C is no balancer.
      this.forBalancers = name === 'SIGTERM';
      void this.run(this.forBalancers ? this.times.delayMs : 0);
    } else if (name !== 'SIGINT' || performance.now() - this.beganAt > SAME_KEY_MS) {
      this.cut(128 + constants.signals[name]);
    }
  }

  private async run(delayMs: number): Promise<void> {
    this.beganAt = performance.now();
    this.app.get(Draining).begin();
    await pause(delayMs);
    setTimeout(() => this.cut(1), this.times.graceMs);
    try {
      await closeListener(this.app.getHttpAdapter().getInstance().server);
      if (this.forBalancers) await pause(IDLE_MS);
      await this.app.close();
    } catch (error) {
      this.log.error('shutdown_failed', {}, error);
      this.code = 1;
    }
    process.exit(this.code);
  }

  private cut(code: number): never {
    const requests = this.app.get(RequestsUnderWay);
    this.log.warn('shutdown_cut', { requests: requests.count });
    requests.breakOff();
    process.exit(code);
  }
}
