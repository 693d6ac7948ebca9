import type { ServerResponse } from 'node:http';
import type { Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { Problem } from '../common/problem/problem.js';
import type { AnswerBody } from './answer-body.js';
import type { AnswerHeaders, Upstream } from './graph-answer.js';

/** JSON shrinks to a tenth, lists of the same to a fiftieth; what is beyond was made to fill a memory. */
const HIGHEST_RATIO = 100;
/** Bytes for which the ratio does not count: short texts shrink in any way. */
const FREE_BYTES = 1024 * 1024;

/** An answer's Content-Encoding, `identity` where there is none (RFC 9110 section 8.4.1). */
export function codingOf({ 'content-encoding': coding = '' }: AnswerHeaders): string | string[] {
  return coding === '' || (typeof coding === 'string' && coding.toLowerCase() === 'identity') ? 'identity' : coding;
}

/** The decoder of a Content-Encoding, or undefined for one that is not known here. */
export function decoderOf(encoding: string): Transform | undefined {
  switch (encoding.trim().toLowerCase()) {
    case 'gzip':
    case 'x-gzip':
      return createGunzip();
    case 'deflate':
      return createInflate();
    case 'br':
      return createBrotliDecompress();
    default:
      return undefined;
  }
}

export interface InflatedBodyParts {
  readonly decoder: Transform;
  readonly response: ServerResponse;
  readonly upstream: Upstream;
  /** Called when the first bytes are readable, so that bytes which never are can still be refused. */
  readonly open: () => AnswerBody;
}

/** A body that came compressed unasked, readable again: as a stream, both sides held back where the next is behind. */
export class InflatedBody implements AnswerBody {
  private readonly decoder: Transform;
  private received = 0;
  private produced = 0;
  private body: AnswerBody | undefined;

  constructor(private readonly parts: InflatedBodyParts) {
    const { decoder, response, upstream } = parts;
    this.decoder = decoder;
    decoder.on('data', this.onInflated);
    decoder.on('drain', () => upstream.resume());
    decoder.once('end', () => this.opened().end());
    decoder.once('error', (cause) => upstream.giveUp(new Problem('graph_bad_response', { reason: 'encoded', cause })));
    response.on('drain', () => decoder.resume());
    response.once('close', () => decoder.destroy());
  }

  write(chunk: Buffer): boolean {
    this.received += chunk.length;
    return this.decoder.write(chunk);
  }

  end(): void {
    this.decoder.end();
  }

  private readonly onInflated = (chunk: Buffer): void => {
    this.produced += chunk.length;
    if (this.produced > FREE_BYTES && this.produced > this.received * HIGHEST_RATIO)
      this.decoder.destroy(new Error('inflates beyond all measure'));
    else if (!this.opened().write(chunk)) this.decoder.pause();
  };

  private opened(): AnswerBody {
    return (this.body ??= this.parts.open());
  }
}
