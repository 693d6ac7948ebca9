import type { LoggerService } from '@nestjs/common';
import type { DestinationStream } from 'pino';
import { pino } from 'pino';

export type LogLevel = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace';

/** Parameters of an event: numbers, codes and ids; never a token, a claim value or a user's text. */
export type LogParameters = Readonly<Record<string, string | number | boolean | null | undefined | readonly string[]>>;

/** Structured log: one JSON line per event, an event name and its parameters. */
export class Log {
  private readonly logger;
  private readonly output: StandardOutput | undefined;

  constructor(level: LogLevel, destination?: DestinationStream) {
    this.output = destination === undefined ? standardOutput() : undefined;
    this.logger = pino(
      { level, base: null, messageKey: 'event', formatters: { level: (label) => ({ level: label }) } },
      destination ?? this.output,
    );
  }

  debug(event: string, parameters: LogParameters = {}): void {
    this.logger.debug(parameters, event);
  }

  info(event: string, parameters: LogParameters = {}): void {
    this.logger.info(parameters, event);
  }

  warn(event: string, parameters: LogParameters = {}): void {
    this.logger.warn(parameters, event);
    this.output?.flush();
  }

  /** `failure` goes out as its chain of class names, codes and stacks' own frames, without messages: these may quote input. */
  error(event: string, parameters: LogParameters = {}, failure?: unknown): void {
    this.logger.error({ ...parameters, ...(failure !== undefined && { failure: describeFailure(failure) }) }, event);
    this.output?.flush();
  }

  /** Nest's own messages, in the same form. */
  forNest(): LoggerService {
    const at =
      (level: LogLevel) =>
      (message: unknown, ...more: unknown[]): void => {
        const context = more.findLast((each) => typeof each === 'string');
        this.logger[level](
          { context, ...(message instanceof Error ? { failure: describeFailure(message) } : { message }) },
          'nest',
        );
        if (level !== 'debug' && level !== 'trace') this.output?.flush();
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
}

/** How long a line may wait for others to be written with, in milliseconds. */
const LONGEST_WAIT_MS = 100;
/** Bytes that are written at once. */
const WRITTEN_TOGETHER = 4096;
/** Bytes that are kept where nothing can be written, on a disk that is full for one; what is beyond is left out. */
const MOST_KEPT = 1024 * 1024;

type StandardOutput = ReturnType<typeof pino.destination>;

/** In pieces rather than line by line, because each write waits for whoever reads; nothing is left out at the end. */
function standardOutput(): StandardOutput {
  const output = pino.destination({
    dest: 1,
    sync: true,
    minLength: WRITTEN_TOGETHER,
    periodicFlush: LONGEST_WAIT_MS,
    maxLength: MOST_KEPT,
  });
  // Callers are served although their requests cannot be told of; the next write tries again.
  output.on('error', () => undefined);
  process.once('exit', () => output.flush());
  return output;
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
