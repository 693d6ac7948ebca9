import type { ServerResponse } from 'node:http';
import type { Dispatcher } from 'undici';
import type { RequestRecord } from '../common/http/request-record.js';
import type { AnswerBody } from './answer-body.js';
import { expectAnswerAfter, expectSaneHead } from './sane-head.js';

/** Names in lower case; several values where a header came several times. */
export type AnswerHeaders = Readonly<Record<string, string | string[] | undefined>>;

/** The call whose answer it is, for who carries the body. */
export interface Upstream {
  /** The body can take more. */
  resume(): void;
  /** The body cannot be passed on; from here on it is as if Graph had broken off. */
  giveUp(error: Error): void;
}

export interface GraphAnswerParts {
  readonly response: ServerResponse;
  /** Of the request it answers. */
  readonly record: RequestRecord;
  /** Called once, when Graph's answer begins; answers where its bytes go, or undefined: nowhere, the call ends. */
  readonly open: (status: number, headers: AnswerHeaders, upstream: Upstream) => AnswerBody | undefined;
  /** Called where nothing of the answer has reached the caller; nothing will after it. `begun`: its head had come. */
  readonly fail: (error: Error, begun: boolean) => void;
}

/**
 * Carries Graph's answer straight onto the caller's response as it arrives: no copy, no parsing, the upstream paused
 * while the caller does not read. A caller that goes away ends the upstream call; an upstream that breaks off ends the
 * caller's connection, so that half an answer never looks like a whole one.
 */
export class GraphAnswer implements Dispatcher.DispatchHandler, Upstream {
  private controller: Dispatcher.DispatchController | undefined;
  private body: AnswerBody | undefined;
  private begun = false;
  private interim = 0;
  private ended = false;
  /** Of the caller's response; nothing it does concerns this answer any more. */
  private released = false;
  /** For the caller to read on. */
  private waits = false;

  constructor(private readonly parts: GraphAnswerParts) {}

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    const { response, record } = this.parts;
    if (response.destroyed) controller.abort(callerWentAway());
    record.atEnd(() => this.callerEnded());
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    headers: AnswerHeaders,
    reason = '',
  ): void {
    // 102, 103 and their kin: the answer follows (RFC 9110 section 15.2).
    if (status < 200) {
      expectAnswerAfter((this.interim += 1));
      return;
    }
    this.begun = true;
    const lines = Array.isArray(controller.rawHeaders) ? controller.rawHeaders.length / 2 : 0;
    expectSaneHead({ status, headers, lines, reason });
    this.body = this.parts.open(status, headers, this);
    if (this.body === undefined) {
      this.ended = true;
      this.release();
      controller.abort(new Error('the answer is not wanted'));
    } else if (status === 204 || status === 304) {
      // No body by definition (RFC 9110 section 6.4.1), yet undici misses the bytes that its Content-Length announces.
      this.onResponseEnd();
    }
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.body === undefined || this.body.write(chunk)) return;
    controller.pause();
    if (this.waits) return;
    this.waits = true;
    this.parts.response.once('drain', this.onDrain);
  }

  onResponseEnd(): void {
    this.release();
    this.body?.end();
    this.body = undefined;
    this.ended = true;
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.release();
    if (!this.ended) this.breakOff(error);
  }

  resume(): void {
    this.controller?.resume();
  }

  giveUp(error: Error): void {
    if (this.ended) this.breakOff(error);
    else this.controller?.abort(error);
  }

  private callerEnded(): void {
    if (this.released) return;
    this.release();
    if (!this.parts.response.writableFinished) this.controller?.abort(callerWentAway());
  }

  private readonly onDrain = (): void => {
    this.waits = false;
    this.resume();
  };

  private breakOff(error: Error): void {
    const { response, fail } = this.parts;
    if (!response.headersSent) fail(error, this.begun);
    // In HTTP/1.0 the connection's end is the body's end: only a reset says that there was more (RFC 9112 section 8).
    else if (response.req.httpVersion === '1.0') response.socket?.resetAndDestroy();
    else response.destroy();
  }

  private release(): void {
    this.released = true;
    if (this.waits) this.parts.response.off('drain', this.onDrain);
  }
}

function callerWentAway(): Error {
  return new Error('the caller went away');
}
