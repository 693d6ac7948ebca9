import type { OnApplicationShutdown } from '@nestjs/common';
import { Injectable } from '@nestjs/common';
import { Worker } from 'node:worker_threads';
import { Problem } from '../../common/problem/problem.js';
import type { ConversionResult, ConversionTask } from './conversion.js';
import type { PageMarkdown } from './page-markdown.js';

/** Longest time for one page: far more than a page of a mebibyte takes. */
const TIME_LIMIT_MS = 10_000;
/** Pages that wait for their turn at most, and of one user. */
const MAX_WAITING = 32;
const MAX_WAITING_OF_USER = 8;

/** Who waits for a page. */
export interface PageReader {
  /** Names the user, within this process. */
  readonly user: string;
  readonly isWanted: () => boolean;
}

interface Waiting {
  readonly task: ConversionTask;
  readonly reader: PageReader;
  readonly settle: (result: ConversionResult) => void;
}

/**
 * Converts pages in a thread of its own, one at a time: parsing somebody's HTML must not hold up everybody's requests.
 * The thread starts with the first page; one that takes too long is ended, and the next page gets a new one. Users take
 * turns, so that the pages of one delay those of another by one at most.
 */
@Injectable()
export class MarkdownConverter implements OnApplicationShutdown {
  private thread: Worker | undefined;
  private current: Waiting | undefined;
  private lastUser: string | undefined;
  private timer: NodeJS.Timeout | undefined;
  private readonly queue: Waiting[] = [];

  /**
   * A page that is not wanted any more when its turn comes is left out. Throws `overloaded` where too many wait already,
   * `graph_bad_response` for a page that cannot be converted or was left out.
   */
  async convert(task: ConversionTask, reader: PageReader): Promise<PageMarkdown> {
    if (!this.hasRoomFor(reader)) this.leaveOutUnwanted();
    if (!this.hasRoomFor(reader)) throw new Problem('overloaded', { retryAfter: 2 });
    const result = await new Promise<ConversionResult>((settle) => {
      this.queue.push({ task, reader, settle });
      this.next();
    });
    if (result === undefined) throw new Problem('graph_bad_response', { reason: 'not_convertible' });
    return result;
  }

  async onApplicationShutdown(): Promise<void> {
    for (const { settle } of this.queue.splice(0)) settle(undefined);
    this.finish(undefined);
    await this.thread?.terminate();
  }

  private next(): void {
    if (this.current !== undefined) return;
    this.leaveOutUnwanted();
    const another = this.queue.findIndex(({ reader: { user } }) => user !== this.lastUser);
    [this.current] = this.queue.splice(Math.max(another, 0), 1);
    if (this.current === undefined) return;
    this.lastUser = this.current.reader.user;
    this.thread ??= this.startedThread();
    this.timer = setTimeout(() => this.replaceThread(), TIME_LIMIT_MS);
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
    this.thread.postMessage(this.current.task);
  }

  private hasRoomFor({ user }: PageReader): boolean {
    const ofUser = this.queue.filter(({ reader }) => reader.user === user).length;
    return this.queue.length < MAX_WAITING && ofUser < MAX_WAITING_OF_USER;
  }

  private leaveOutUnwanted(): void {
    const waiting = this.queue.splice(0);
    this.queue.push(...waiting.filter(({ reader }) => reader.isWanted()));
    for (const { reader, settle } of waiting) if (!reader.isWanted()) settle(undefined);
  }

  private startedThread(): Worker {
    const thread = new Worker(new URL('./conversion-thread.js', import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: 256 },
    });
    // An idle thread keeps no process alive.
    thread.unref();
    thread.on('message', (result: ConversionResult) => {
      // One that was replaced may still bring its page: by then it is another one's turn.
      if (this.thread === thread) this.finish(result);
    });
    thread.on('error', () => {
      if (this.thread === thread) this.replaceThread();
    });
    return thread;
  }

  private replaceThread(): void {
    void this.thread?.terminate();
    this.thread = undefined;
    this.finish(undefined);
  }

  private finish(result: ConversionResult): void {
    clearTimeout(this.timer);
    const done = this.current;
    this.current = undefined;
    done?.settle(result);
    this.next();
  }
}
