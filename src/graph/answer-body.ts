import type { ServerResponse } from 'node:http';
import type { AnswerHead } from './answer-head.js';
import type { LinkRewriter } from './link-rewriter.js';

/** Where the bytes of Graph's answer go. */
export interface AnswerBody {
  /** False: the caller does not keep up, wait for `drain`. */
  write(chunk: Buffer): boolean;
  end(): void;
}

/** Bytes as they come; the head has been written. */
export class StraightBody implements AnswerBody {
  constructor(private readonly response: ServerResponse) {}

  write(chunk: Buffer): boolean {
    return this.response.write(chunk);
  }

  end(): void {
    this.response.end();
  }
}

/** JSON of any length with its links made to point here; the head has been written without a length. */
export class RewrittenBody implements AnswerBody {
  constructor(
    private readonly response: ServerResponse,
    private readonly links: LinkRewriter,
  ) {}

  write(chunk: Buffer): boolean {
    const ready = this.links.push(chunk);
    return ready.length === 0 || this.response.write(ready);
  }

  end(): void {
    this.response.end(this.links.end());
  }
}

const EMPTY = Buffer.alloc(0);

/** Longest JSON that is held until it is whole, in bytes. */
export const WHOLE_BODY_LIMIT = 64 * 1024;

/** Short JSON, held until it is whole: goes out with its head and its new length in one piece. */
export class WholeBody implements AnswerBody {
  private readonly chunks: Buffer[] = [];

  constructor(
    private readonly response: ServerResponse,
    private readonly links: LinkRewriter,
    private readonly head: AnswerHead,
  ) {}

  write(chunk: Buffer): boolean {
    this.chunks.push(chunk);
    return true;
  }

  end(): void {
    const [first = EMPTY, ...more] = this.chunks;
    const body = this.links.all(more.length === 0 ? first : Buffer.concat(this.chunks));
    this.head.write(undefined, body.length);
    // Byte for byte, and as text, before the end: Node.js sends that in one piece with the head, bytes or an end with it
    // in two.
    this.response.write(body.toString('latin1'), 'latin1');
    this.response.socket?.uncork();
    this.response.end();
  }
}
