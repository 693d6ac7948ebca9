import type { LoggerService } from '@nestjs/common';
import { inspect } from 'node:util';
import { standardOutput } from './standard-output.js';

/** From the most to the least important. */
const LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const;
export type LogLevel = (typeof LEVELS)[number];

/** What is more important does not wait. */
const INFO = LEVELS.indexOf('info');

/** Parameters of an event: numbers, codes and ids; never a token, a claim value or a user's text. */
export type LogParameters = Readonly<Record<string, string | number | boolean | null | undefined | readonly string[]>>;

/** Takes whole lines, their ends included: several at once. */
export interface LogDestination {
  write(lines: string): unknown;
}

interface Entry {
  readonly level: LogLevel;
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly event: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** How long an entry may wait for others, in milliseconds, and how many wait. */
const LONGEST_WAIT_MS = 100;
const WRITTEN_TOGETHER = 32;

/**
 * Structured log: one JSON line per event, an event name and its parameters. Every request ends here: lines are written
 * together and without a logger's serializer, because that is a good part of what a warm request costs. What is more than
 * information does not wait; the end of the process writes what waits, only a process that is killed cannot.
 */
export class Log {
  private readonly least: number;
  private readonly together: number;
  private readonly destination: LogDestination;
  private waiting: Entry[] = [];
  private timer: NodeJS.Timeout | undefined;

  /** Where there is another destination than standard output each entry goes there at once. */
  constructor(level: LogLevel, destination?: LogDestination) {
    this.least = LEVELS.indexOf(level);
    this.together = destination === undefined ? WRITTEN_TOGETHER : 1;
    this.destination = destination ?? standardOutput();
    if (destination === undefined) process.once('exit', () => this.flush());
  }

  debug(event: string, parameters: LogParameters = {}): void {
    this.write('debug', event, parameters);
  }

  info(event: string, parameters: LogParameters = {}): void {
    this.write('info', event, parameters);
  }

  warn(event: string, parameters: LogParameters = {}): void {
    this.write('warn', event, parameters);
  }

  /** `failure` goes out as its chain of class names, codes and stacks' own frames, without messages: these may quote input. */
  error(event: string, parameters: LogParameters = {}, failure?: unknown): void {
    this.write('error', event, { ...parameters, failure: failure === undefined ? failure : describeFailure(failure) });
  }

  /** Nest's own messages, in the same form. */
  forNest(): LoggerService {
    const at =
      (level: LogLevel) =>
      (message: unknown, ...more: unknown[]): void => {
        const context = more.findLast((each) => typeof each === 'string');
        // Why it cannot listen, with the address: said by the setting where the start ends.
        if (level === 'error' && context === 'NestApplication') return;
        const failure = message instanceof Error ? describeFailure(message) : undefined;
        const text = typeof message === 'string' ? message : inspect(message);
        this.write(level, 'nest', { context, failure, message: failure === undefined ? text : undefined });
      };
    return {
      log: at('debug'),
      error: at('error'),
      warn: at('warn'),
      debug: at('debug'),
      verbose: at('trace'),
      fatal: at('fatal'),
    };
  }

  private write(level: LogLevel, event: string, parameters: Readonly<Record<string, unknown>>): void {
    const rank = LEVELS.indexOf(level);
    if (rank > this.least) return;
    this.waiting.push({ level, time: Date.now(), event, parameters });
    if (rank < INFO || this.waiting.length >= this.together) this.flush();
    else this.timer ??= setTimeout(() => this.flush(), LONGEST_WAIT_MS).unref();
  }

  private flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const entries = this.waiting;
    if (entries.length === 0) return;
    this.waiting = [];
    let lines = '';
    for (const entry of entries) lines += lineOf(entry);
    this.destination.write(lines);
  }
}

/** Parameters that are undefined are left out (ECMA-262, JSON.stringify). */
function lineOf({ level, time, event, parameters }: Entry): string {
  const members = JSON.stringify(parameters).slice(1, -1);
  return `{"level":"${level}","time":${time}${members === '' ? '' : ','}${members},"event":"${event}"}\n`;
}

interface FailureDescription {
  readonly name: string;
  readonly code?: string;
  readonly at: readonly string[];
  readonly cause?: FailureDescription;
}

/** What a failure is and where it came from, without its message. At most five causes deep. */
function describeFailure(failure: unknown, depth = 0): FailureDescription {
  if (!(failure instanceof Error)) return { name: typeof failure, at: [] };
  const code = 'code' in failure && typeof failure.code === 'string' ? failure.code : undefined;
  const frames = (failure.stack ?? '').split('\n').filter((line) => line.startsWith('    at '));
  return {
    name: failure.name,
    ...(code !== undefined && { code }),
    at: frames.slice(0, 4).map((line) => line.trim().slice(3)),
    ...(failure.cause !== undefined && depth < 5 && { cause: describeFailure(failure.cause, depth + 1) }),
  };
}
