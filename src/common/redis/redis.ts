import { Redis as Client } from 'ioredis';
import type { RedisOptions } from 'ioredis';
import type { ConnectionOptions } from 'node:tls';
import type { Clock } from '../clock.js';
import type { Log } from '../log.js';
import type { Meters } from '../meters/meters.js';
import { Breaker } from './breaker.js';
import { reconnectPause } from './reconnect-pause.js';

/**
 * The shared store did not answer, or not in time, or is being left alone for a moment because it did not; or it refused
 * a command.
 */
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

/** Words of answers that are as good as none: it is on its way up, or looks for its primary, or is busy with a script. */
const NOT_NOW: ReadonlySet<string> = new Set(['LOADING', 'MASTERDOWN', 'CLUSTERDOWN', 'TRYAGAIN', 'BUSY']);
/** The word of a command for a value of another type: a matter of that value alone. */
const OF_ANOTHER_TYPE = 'WRONGTYPE';
/** How often it is looked whether a Redis that failed answers again. */
const PROBE_MS = 1_000;
/** Written for that: a Redis that is full or a replica answers reads and PING all the same. */
const PROBE = 'behalf:probe';

/**
 * The store that replicas share. A command ends within its time or fails; while Redis does not answer, commands fail at
 * once. One that refuses what it is told to write, because it is full or a replica, goes on being read. What a failure
 * means is for the caller to say: a cache misses, a session cannot be read.
 */
export class Redis {
  private readonly commands: Client;
  private readonly subscriber: Client;
  private readonly breaker: Breaker;
  private readonly probes: NodeJS.Timeout;
  private heartbeat: NodeJS.Timeout | undefined;
  /** It answers, and refused the last command that says something of the whole. */
  private refuses = false;

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
      // Nobody waits for it: slow is not dead.
      commandTimeout: settings.heartbeatMs,
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

  /** Whether commands are answered and taken; a while after a failure one is sent for that. */
  get available(): boolean {
    return this.commands.status === 'ready' && !this.breaker.open && !this.refuses;
  }

  /** Runs commands; throws RedisUnavailable. */
  async run<T>(work: (client: Client) => Promise<T>): Promise<T> {
    if (!this.breaker.tryNow()) throw new RedisUnavailable('Redis did not answer a moment ago');
    try {
      const result = await work(this.commands);
      this.breaker.succeeded();
      return result;
    } catch (cause) {
      const refusal = refusalOf(cause);
      if (refusal === undefined) this.unanswered(cause);
      else this.refused(refusal);
      throw new RedisUnavailable(refusal === undefined ? 'Redis did not answer' : 'Redis refused', { cause });
    }
  }

  /** A value; null where there is none, or one that nobody here has written. Throws RedisUnavailable. */
  async value(name: string): Promise<Buffer | null> {
    try {
      return await this.run((client) => client.getBuffer(name));
    } catch (error) {
      if (error instanceof RedisUnavailable && refusalOf(error.cause) === OF_ANOTHER_TYPE) return null;
      throw error;
    }
  }

  private unanswered(cause: unknown): void {
    if (!this.breaker.open) this.log.warn('redis_failed', { reason: cause instanceof Error ? cause.name : 'unknown' });
    this.breaker.failed();
  }

  private refused(reason: string): void {
    this.breaker.succeeded();
    if (reason === OF_ANOTHER_TYPE) return;
    if (!this.refuses) this.log.warn('redis_refuses', { reason });
    this.refuses = true;
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
    if (!this.breaker.open && !this.refuses) return;
    this.run((client) => client.set(PROBE, '', 'PX', PROBE_MS)).then(
      () => (this.refuses = false),
      () => undefined,
    );
  }

  close(): void {
    clearInterval(this.probes);
    clearInterval(this.heartbeat);
    this.commands.disconnect();
    this.subscriber.disconnect();
  }
}

/** The first word of Redis' own answer that is an error; undefined where it is as good as none. */
function refusalOf(failure: unknown): string | undefined {
  if (!(failure instanceof Error) || failure.name !== 'ReplyError') return undefined;
  const [word = 'ERR'] = /^[A-Z]+/.exec(failure.message) ?? [];
  return NOT_NOW.has(word) ? undefined : word;
}

/** ioredis keeps this object, and reads it with each connection. */
function trusting(roots: RedisSettings['roots']): ConnectionOptions {
  return {
    get ca() {
      return roots();
    },
  };
}
