import type { LoggerService } from '@nestjs/common';
import { inspect } from 'node:util';
import { StandardOutput } from './standard-output.js';

/** From the most to the least important. */
const LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const;
export type LogLevel = (typeof LEVELS)[number];

/** What is more important does not wait. */
const INFO = LEVELS.indexOf('info');

/** Parameters of an event: numbers, codes and ids; never a token, a claim value or a user's text. */
export type LogParameters = Readonly<Record<string, string | number | boolean | null | undefined | readonly string[]>>;

/** Takes whole lines, their ends included. */
export interface LogDestination {
  write(line: string): unknown;
  /** What waits goes out now. */
  flush?(): void;
}

/**
 * Structured log: one JSON line per event, an event name and its parameters. Without a logger's serializer: every request
 * ends here, and what lines are made of is JSON as it is.
 */
export class Log {
  private readonly least: number;

  constructor(
    level: LogLevel,
    private readonly destination: LogDestination = new StandardOutput(),
  ) {
    this.least = LEVELS.indexOf(level);
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

  /** Members that are undefined are left out (ECMA-262, JSON.stringify). */
  private write(level: LogLevel, event: string, parameters: Readonly<Record<string, unknown>>): void {
    const rank = LEVELS.indexOf(level);
    if (rank > this.least) return;
    const members = JSON.stringify(parameters).slice(1, -1);
    const head = `{"level":"${level}","time":${Date.now()}`;
    this.destination.write(`${head}${members === '' ? '' : ','}${members},"event":"${event}"}\n`);
    if (rank < INFO) this.destination.flush?.();
  }
}

interface FailureDescription {
  readonly name: string;
  readonly code?: string;
  readonly at: readonly string[];
  readonly cause?: FailureDescription;
}

/** What a failure is and where it came from, without its message. At most five causes deep. */
export function describeFailure(failure: unknown, depth = 0): FailureDescription {
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
