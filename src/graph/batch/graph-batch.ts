import { Inject, Injectable } from '@nestjs/common';
import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';
import type { RequestRecord } from '../../common/http/request-record.js';
import { Meters } from '../../common/meters/meters.js';
import { Outbound } from '../../common/outbound/outbound.js';
import type { AppConfig } from '../../config/app-config.js';
import { APP_CONFIG } from '../../config/app-config.js';
import type { AnswerHeaders } from '../graph-answer.js';
import { GraphAttempt } from '../graph-attempt.js';
import { FORWARDED_HEADERS, PLAIN } from '../graph-request.js';
import { graphFailure, isOutage, unclearHeader } from '../graph.errors.js';
import { codingOf } from '../inflated-body.js';
import { expectAnswerAfter, expectSaneHead } from '../sane-head.js';
import { TROUBLE, WorkloadBreaker } from '../workload-breaker.js';
import type { BatchHold } from './batch-memory.js';
import type { GraphAnswers } from './graph-answers.js';
import { ANSWER_LIMIT, badResponse, readGraphAnswers } from './graph-answers.js';
import type { CheckedRequest } from './inner-check.js';

/** Of the headers that go to Graph, those that are about the call and not about one resource, body or answer. */
const OF_THE_CALL = ['accept-language', 'client-request-id', 'sdkversion'];

/** A batch on its way to Graph. */
export interface BatchCall {
  /** `v1.0` or `beta`. */
  readonly version: string;
  readonly accessToken: string;
  /** Of the caller's request. */
  readonly headers: IncomingHttpHeaders;
  readonly record: RequestRecord;
  /** Names the user it is for. */
  readonly user: string;
  /** Ends the call when nobody waits for it any more. */
  readonly signal: AbortSignal;
  readonly hold: BatchHold;
}

export interface BatchAnswer {
  readonly headers: AnswerHeaders;
  readonly answers: GraphAnswers;
}

/** Graph answered the batch as a whole with an error of its own. */
export class RefusedBatch extends Error {
  override readonly name = 'RefusedBatch';

  constructor(
    readonly status: number,
    readonly headers: AnswerHeaders,
    readonly body: Buffer,
  ) {
    super(`status ${status}`);
  }
}

/** Sends batches to Graph; what comes back is held until it is whole. */
@Injectable()
export class GraphBatch {
  private readonly dispatcher: Dispatcher;

  constructor(
    @Inject(APP_CONFIG) private readonly config: AppConfig,
    private readonly breaker: WorkloadBreaker,
    private readonly meters: Meters,
    outbound: Outbound,
  ) {
    const { graphHeadersTimeoutMs: headersTimeout, graphIdleTimeoutMs: bodyTimeout, requestsUnderWay } = config.limits;
    // Fewer would be a queue in which one user's slow batches are before everybody else's.
    this.dispatcher = outbound.agent({ headersTimeout, bodyTimeout, connections: requestsUnderWay });
  }

  /** One attempt. Throws Problem and RefusedBatch. */
  async send(requests: readonly CheckedRequest[], call: BatchCall): Promise<BatchAnswer> {
    const { status, headers, body } = await this.guarded(() => this.exchanged(writtenRequests(requests), call), call);
    if (status === 401) return { headers, answers: refusedAll(requests, headers) };
    if (status === 200) return { headers, answers: readGraphAnswers(body, requests) };
    if (status < 400) throw badResponse('batch_status');
    throw new RefusedBatch(status, headers, body);
  }

  /** Spares a Graph that answers no batches further ones. */
  private async guarded<T extends { readonly status: number }>(
    exchange: () => Promise<T>,
    { user, signal }: BatchCall,
  ): Promise<T> {
    this.breaker.enter('batch', user);
    try {
      const answer = await exchange();
      this.breaker.leave('batch', user, TROUBLE.has(answer.status) ? 'failed' : 'answered');
      return answer;
    } catch (error) {
      this.breaker.leave('batch', user, !signal.aborted && isOutage(error) ? 'failed' : 'unknown');
      throw error;
    }
  }

  private async exchanged(
    requests: string,
    { version, accessToken, headers, record, signal, hold }: BatchCall,
  ): Promise<{ status: number; headers: AnswerHeaders; body: Buffer }> {
    const own = { accept: 'application/json', 'accept-encoding': 'identity', 'content-type': 'application/json' };
    const forwarded = forwardedHeaders(headers);
    let interim = 0;
    const attempt = new GraphAttempt(this.meters, record, 'batch', 'POST', `/${version}/$batch`);
    try {
      const answer = await this.dispatcher.request({
        origin: this.config.graph.baseUrl,
        path: `/${version}/$batch`,
        method: 'POST',
        headers: { ...forwarded, ...attempt.traceHeaders, ...own, authorization: `Bearer ${accessToken}` },
        body: requests,
        signal,
        onInfo: () => expectAnswerAfter((interim += 1)),
      });
      attempt.answered(answer.statusCode, answer.headers);
      // What is given up says so once more, when nobody listens any longer.
      answer.body.on('error', () => undefined);
      const { statusCode: status, headers: given } = answer;
      try {
        expectSaneHead({ status, headers: given, lines: Object.values(given).flat().length });
        if (codingOf(given) !== 'identity') throw badResponse('encoded');
      } catch (problem) {
        answer.body.destroy();
        throw problem;
      }
      return { status, headers: given, body: await wholeBody(answer.body, hold) };
    } catch (error) {
      attempt.failed(signal.aborted ? 'broken_off' : 'unreachable');
      throw graphFailure(error);
    }
  }
}

async function wholeBody(body: AsyncIterable<Uint8Array>, hold: BatchHold): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    length += chunk.length;
    if (length > ANSWER_LIMIT) throw badResponse('batch_length');
    hold.take(chunk.length);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** A token that is refused for the batch is refused for each request in it; nothing was done. */
function refusedAll(requests: readonly CheckedRequest[], headers: AnswerHeaders): GraphAnswers {
  return new Map(requests.map(({ id }) => [id, { status: 401, headers, body: undefined }]));
}

function forwardedHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  // RFC 9110 section 7.6.1: headers named there belong to this hop.
  const hopByHop = (headers.connection ?? '').toLowerCase().split(/[ ,\t]+/);
  const forwarded: Record<string, string> = {};
  for (const name of OF_THE_CALL) {
    const value = headers[name];
    if (!FORWARDED_HEADERS.has(name) || typeof value !== 'string' || hopByHop.includes(name)) continue;
    if (!PLAIN.test(value)) throw unclearHeader();
    forwarded[name] = value;
  }
  return forwarded;
}

/** The batch as Graph gets it; bodies as they came, dependencies only on what is sent with it. */
function writtenRequests(requests: readonly CheckedRequest[]): string {
  const ids = new Set(requests.map(({ id }) => id));
  const written = requests.map(({ id, operation, target, headers, dependsOn, body }) => {
    const url = target.slice(target.indexOf('/', 1));
    const sent = dependsOn.filter((each) => ids.has(each));
    const head = JSON.stringify({
      id,
      method: operation.method,
      url,
      ...(Object.keys(headers).length > 0 && { headers }),
      ...(sent.length > 0 && { dependsOn: sent }),
    });
    return body === undefined ? head : `${head.slice(0, -1)},"body":${body.raw}}`;
  });
  return `{"requests":[${written.join(',')}]}`;
}
