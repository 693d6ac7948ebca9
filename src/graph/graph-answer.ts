import type { ServerResponse } from 'node:http';
import type { Dispatcher } from 'undici';
import type { AnswerBody } from './answer-body.js';

/** Names in lower case; several values where a header came several times. */
export type AnswerHeaders = Readonly<Record<string, string | string[] | undefined>>;

export interface GraphAnswerParts {
  readonly response: ServerResponse;
  /** Called once, when Graph's answer begins; answers where its bytes go. */
  readonly open: (status: number, headers: AnswerHeaders) => AnswerBody;
  /** Called when Graph refused the token. */
  readonly refused: (challenge: string | undefined) => void;
  readonly fail: (error: Error) => void;
}

/**
 * Carries Graph's answer straight onto the caller's response as it arrives: no copy, no parsing, the upstream paused
 * while the caller does not read. A caller that goes away ends the upstream call; an upstream that breaks off ends the
 * caller's connection, so that half an answer never looks like a whole one.
 */
export class GraphAnswer implements Dispatcher.DispatchHandler {
  private controller: Dispatcher.DispatchController | undefined;
  private refusedToken = false;
  private body: AnswerBody | undefined;
  private ended = false;

  constructor(private readonly parts: GraphAnswerParts) {}

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    const { response } = this.parts;
    if (response.destroyed) controller.abort(new Error('the caller went away'));
    response.once('close', this.onClose);
    response.on('drain', this.onDrain);
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: AnswerHeaders): void {
    if (status < 200) return;
    if (status === 401) {
      this.refusedToken = true;
      const challenge = headers['www-authenticate'];
      this.parts.refused(Array.isArray(challenge) ? challenge.join(', ') : challenge);
      return;
    }
    this.body = this.parts.open(status, headers);
    // No body by definition (RFC 9110 section 15.4.5), yet undici misses the bytes that its Content-Length announces.
    if (status === 304) this.onResponseEnd();
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.body !== undefined && !this.body.write(chunk)) controller.pause();
  }

  onResponseEnd(): void {
    this.release();
    this.body?.end();
    this.body = undefined;
    this.ended = true;
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.release();
    if (this.refusedToken || this.ended) return;
    if (this.parts.response.headersSent) this.breakOff();
    else this.parts.fail(error);
  }

  private readonly onClose = (): void => {
    this.release();
    if (!this.parts.response.writableFinished) this.controller?.abort(new Error('the caller went away'));
  };

  private readonly onDrain = (): void => {
    this.controller?.resume();
  };

  private breakOff(): void {
    const { response } = this.parts;
    // In HTTP/1.0 the connection's end is the body's end: only a reset says that there was more (RFC 9112 section 8).
    if (response.req.httpVersion === '1.0') response.socket?.resetAndDestroy();
    else response.destroy();
  }

  private release(): void {
    this.parts.response.off('close', this.onClose);
    this.parts.response.off('drain', this.onDrain);
  }
}
