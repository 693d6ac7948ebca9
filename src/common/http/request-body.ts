import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { Problem } from '../problem/problem.js';

/** How long a body may take for its least number of bytes, in milliseconds. */
export const BODY_WINDOW_MS = 20_000;
/** Fewer bytes than these in a window are slower than any network that is still in use. */
const LEAST_BYTES_PER_WINDOW = 1024;

export interface RequestBodyLimits {
  /** Bytes; Infinity: any number. */
  readonly limit: number;
  readonly windowMs: number;
}

/**
 * The body of a request on its way through, uncopied and with backpressure. Ends in a Problem (`body_too_large`,
 * `request_timeout`) or in an error when its sender goes away. Destroying it leaves the caller's connection as it is,
 * so that an answer can still go out.
 */
export class RequestBody extends Readable {
  private received = 0;
  private receivedInWindow = 0;
  /** Whether the reader was behind in this window: then its length says nothing of the sender. */
  private heldBack = true;
  private readonly window: NodeJS.Timeout;
  /** Called when something of it is here, or nothing more will be. */
  private onBegin: (() => void) | undefined;

  constructor(
    private readonly request: IncomingMessage,
    private readonly limits: RequestBodyLimits,
  ) {
    super();
    // Whoever reads hears of an error by a listener of its own; after its last reader has left it is nobody's.
    this.on('error', () => undefined);
    this.window = setInterval(this.judgePace, limits.windowMs);
    // Before the listener, which would start the flow.
    request.pause();
    request.on('data', this.onChunk);
    request.once('end', this.finish);
    request.once('error', this.breakOff);
    request.once('close', this.breakOff);
  }

  /** Reads ahead until something of it is here, or its end. Rejects with what it has ended in before. */
  async begin(): Promise<void> {
    const begun = new Promise<void>((resolve) => (this.onBegin = resolve));
    // It is this side that waits.
    this.heldBack = false;
    this.request.resume();
    await begun;
    if (this.errored !== null) throw this.errored;
  }

  override _read(): void {
    this.request.resume();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    clearInterval(this.window);
    this.request.pause();
    this.request.off('data', this.onChunk);
    this.request.off('end', this.finish);
    this.request.off('close', this.breakOff);
    // `error` keeps its listener: what is broken off may say so late.
    done(error);
    this.onBegin?.();
  }

  private readonly onChunk = (chunk: Buffer): void => {
    this.received += chunk.length;
    this.receivedInWindow += chunk.length;
    if (this.received > this.limits.limit) {
      this.destroy(bodyTooLarge());
    } else if (!this.push(chunk)) {
      this.heldBack = true;
      this.request.pause();
    }
    this.onBegin?.();
  };

  private readonly finish = (): void => {
    clearInterval(this.window);
    // From here on it is the answer that tells of a caller's going away.
    this.request.off('close', this.breakOff);
    this.push(null);
    this.onBegin?.();
  };

  private readonly breakOff = (): void => {
    this.destroy(new Error('the caller went away'));
  };

  private readonly judgePace = (): void => {
    if (!this.heldBack && this.receivedInWindow < LEAST_BYTES_PER_WINDOW)
      this.destroy(new Problem('request_timeout', { closeConnection: true }));
    this.receivedInWindow = 0;
    this.heldBack = this.request.isPaused();
  };
}

/** More than the path takes; what is left of it is not worth reading. */
export function bodyTooLarge(): Problem {
  return new Problem('body_too_large', { closeConnection: true });
}
