import { Redis as Client } from 'ioredis';
import type { RedisOptions } from 'ioredis';
import type { ConnectionOptions } from 'node:tls';
import type { Clock } from '../clock.js';
import type { Log } from '../log.js';
import type { Meters } from '../meters/meters.js';
import { Breaker } from './breaker.js';
import { reconnectPause } from './reconnect-pause.js';

/** The shared store did not answer, or not in time, or is being left alone for a moment because it did not. */
export class RedisUnavailable extends Error {
  override readonly name = 'RedisUnavailable';
}

export interface RedisSettings {
  readonly url: string;
  /** Milliseconds until a command counts as failed. */
  readonly commandTimeoutMs: number;
  /** Milliseconds of silence after which a subscription is taken for dead although its socket is open. */
  readonly heartbeatMs: number;
  /** PEM of the roots that count for `rediss:` addresses, asked for with each connection. Undefined: Node.js' own. */
  readonly roots: () => string[] | undefined;
}

/** How often it is looked whether a Redis that failed answers again. */
const PROBE_MS = 1_000;
/** Written for that: a Redis that is full or a replica answers reads and PING all the same. */
const PROBE = 'behalf:probe';

/**
 * The store that replicas share. A command ends within its time or fails; while Redis does not answer, commands fail at
 * once. What a failure means is for the caller to say: a cache misses, a session cannot be read.
 */
export class Redis {
  private readonly commands: Client;
  private readonly subscriber: Client;
  private readonly breaker: Breaker;
  private readonly probes: NodeJS.Timeout;
  private heartbeat: NodeJS.Timeout | undefined;

  constructor(
    private readonly settings: RedisSettings,
    clock: Clock,
    private readonly log: Log,
    meters?: Meters,
  ) {
    this.breaker = new Breaker(clock);
    meters?.breakers.set(['redis'], () => Number(this.breaker.open));
    const options = {
      lazyConnect: true,
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      connectTimeout: 2_000,
      commandTimeout: settings.commandTimeoutMs,
      retryStrategy: (attempt: number) => reconnectPause(attempt),
      ...(settings.url.startsWith('rediss:') && { tls: trusting(settings.roots) }),
    } satisfies RedisOptions;
    this.commands = new Client(settings.url, options);
    this.subscriber = new Client(settings.url, {
      ...options,
      enableOfflineQueue: true,
      maxRetriesPerRequest: null,
      autoResubscribe: false,
    });
    // Without a listener ioredis writes to the console; state changes are told below.
    this.commands.on('error', () => undefined);
    this.subscriber.on('error', () => undefined);
    this.commands.on('ready', () => this.log.info('redis_connected'));
    this.commands.on('close', () => this.log.warn('redis_disconnected'));
    void this.commands.connect().catch(() => undefined);
    // Where nobody calls, nobody else finds out.
    this.probes = setInterval(() => this.probe(), PROBE_MS).unref();
  }

  /** Whether the last command was answered; a while after a failure one is sent for that. */
  get available(): boolean {
    return this.commands.status === 'ready' && !this.breaker.open;
  }

  /** Runs commands; throws RedisUnavailable. */
  async run<T>(work: (client: Client) => Promise<T>): Promise<T> {
    if (!this.breaker.tryNow()) throw new RedisUnavailable('Redis did not answer a moment ago');
    try {
      const result = await work(this.commands);
      this.breaker.succeeded();
      return result;
    } catch (cause) {
      if (!this.breaker.open)
        this.log.warn('redis_failed', { reason: cause instanceof Error ? cause.name : 'unknown' });
      this.breaker.failed();
      throw new RedisUnavailable('Redis did not answer', { cause });
    }
  }

  /**
   * Listens on a channel. `lost` is called whenever messages may have been missed: from then until `lost` is called
   * again nothing is missed.
   */
  subscribe(channel: string, heard: (message: string) => void, lost: () => void): void {
    this.subscriber.on('message', (from: string, message: string) => {
      if (from === channel) heard(message);
    });
    this.subscriber.on('close', lost);
    let answered = true;
    let refused = false;
    this.subscriber.on('ready', () => {
      // What the last connection still owed says nothing of this one.
      answered = true;
      refused = false;
      // Only from here on nothing is missed: what was heard of between the end of the connection and now is not known.
      this.subscriber.subscribe(channel).then(lost, () => (refused = true));
    });
    void this.subscriber.connect().catch(() => undefined);
    this.heartbeat = setInterval(() => {
      if (this.subscriber.status !== 'ready') return;
      // A dead peer may leave the socket open for an hour; a frozen one answers when it wakes and has lost nothing.
      if (!answered || refused) {
        this.subscriber.disconnect(true);
        return;
      }
      answered = false;
      this.subscriber.ping().then(
        () => (answered = true),
        () => undefined,
      );
    }, this.settings.heartbeatMs);
    this.heartbeat.unref();
  }

  private probe(): void {
    if (this.breaker.open) void this.run((client) => client.set(PROBE, '', 'PX', PROBE_MS)).catch(() => undefined);
  }

  close(): void {
    clearInterval(this.probes);
    clearInterval(this.heartbeat);
    this.commands.disconnect();
    this.subscriber.disconnect();
  }
}

/** ioredis keeps this object, and reads it with each connection. */
function trusting(roots: RedisSettings['roots']): ConnectionOptions {
  return {
    get ca() {
      return roots();
    },
  };
}
