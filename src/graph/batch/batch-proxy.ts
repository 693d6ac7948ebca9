import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { boundedBody } from '../../common/http/bounded-body.js';
import { Edge } from '../../common/http/edge.js';
import { graphPathHeaders } from '../../common/http/graph-path.js';
import { expectPlainJson } from '../../common/http/json-media-type.js';
import { Clock } from '../../common/clock.js';
import { Log } from '../../common/log.js';
import { Problem } from '../../common/problem/problem.js';
import type { ProblemContext } from '../../common/problem/problem-answer.js';
import type { AppConfig } from '../../config/app-config.js';
import { APP_CONFIG } from '../../config/app-config.js';
import { UserLimit } from '../../limits/user-limit.js';
import { carriedHeaders } from '../answer-headers.js';
import type { AnswerHeaders } from '../graph-answer.js';
import { userOf } from '../graph-call.js';
import type { Operation } from '../operation.js';
import type { BatchHold } from './batch-memory.js';
import { BatchMemory } from './batch-memory.js';
import { BatchRun } from './batch-run.js';
import type { HolderFor } from './batch-token.js';
import { BatchTokens } from './batch-token.js';
import { RefusedBatch } from './graph-batch.js';
import { GraphRounds } from './graph-rounds.js';
import { writtenBatch } from './inner-answer.js';
import type { CheckedRequest } from './inner-check.js';
import { InnerCheck } from './inner-check.js';
import type { InnerRequest } from './inner-request.js';
import { carriedAnswer } from './inner-links.js';
import { BATCH_LIMIT, readBatch } from './read-batch.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** How many of Graph's operations the request is for; set once a batch was read, absent for all others, which are one. */
    operationCount?: number;
  }
}

/**
 * A batch: each request in it is checked like one of its own; those that pass go to Graph in one batch, those that do
 * not have their answers from here. Where nothing is left Graph is not called.
 */
@Injectable()
export class BatchProxy {
  constructor(
    @Inject(APP_CONFIG) private readonly config: AppConfig,
    private readonly clock: Clock,
    private readonly log: Log,
    private readonly edge: Edge,
    private readonly check: InnerCheck,
    private readonly limit: UserLimit,
    private readonly memory: BatchMemory,
    private readonly tokens: BatchTokens,
    private readonly rounds: GraphRounds,
  ) {}

  /** Ends when the answer has gone out. Throws Problem for what concerns the batch as a whole. */
  async carry(request: FastifyRequest, reply: FastifyReply, holderFor: HolderFor, operation: Operation): Promise<void> {
    expectPlainJson(request.headers);
    const length = request.headers['content-length'];
    const hold = this.memory.open(Math.min(BATCH_LIMIT, Number(length ?? BATCH_LIMIT)));
    reply.raw.once('close', () => hold.release());
    // It may have gone before.
    if (reply.raw.closed) hold.release();
    await this.carryHeld(request, reply, { holderFor, operation, hold });
  }

  private async carryHeld(
    request: FastifyRequest,
    reply: FastifyReply,
    { holderFor, operation, hold }: { holderFor: HolderFor; operation: Operation; hold: BatchHold },
  ): Promise<void> {
    const [, version = ''] = operation.path.split('/', 2);
    const requests = readBatch(await boundedBody(request, reply, BATCH_LIMIT), version);
    request.operationCount = requests.length;

    const run = new BatchRun(requests, this.contextOf(request));
    const checked = this.checked(requests, run, request);
    const open = run.stillOpen(checked);
    try {
      const headers =
        open.length === 0 ? {} : await this.carryOpen(open, run, { request, reply, holderFor, version, hold });
      this.tell(request, requests.length, run);
      this.send(request, reply, headers, writtenBatch(run.inOrder()));
    } catch (error) {
      if (!(error instanceof RefusedBatch)) throw error;
      this.passOn(request, reply, error);
    }
  }

  /** Those that may go on; each counts for its user, the first as the batch itself, which was counted before. */
  private checked(
    requests: readonly InnerRequest[],
    run: BatchRun,
    request: FastifyRequest,
  ): readonly CheckedRequest[] {
    let isFirst = true;
    return requests.flatMap((inner) =>
      attempt(run, inner.id, () => {
        const checked = this.check.checked(inner, request);
        if (!isFirst) this.limit.take(request);
        isFirst = false;
        return checked;
      }),
    );
  }

  /** Graph's headers of the batch as a whole. */
  private async carryOpen(
    open: readonly CheckedRequest[],
    run: BatchRun,
    call: { request: FastifyRequest; reply: FastifyReply; holderFor: HolderFor; version: string; hold: BatchHold },
  ): Promise<AnswerHeaders> {
    const { request, reply, holderFor, version, hold } = call;
    const { holder, token, refusal } = await this.tokens.tokenFor(
      holderFor,
      open.map(({ operation }) => operation),
    );
    for (const { id, operation } of open) {
      const problem = refusal(operation);
      if (problem !== undefined) run.refuse(id, problem);
    }
    const covered = run.stillOpen(open);
    if (covered.length === 0 || token === undefined) return {};
    const gone = new AbortController();
    const onClose = (): void => gone.abort();
    reply.raw.once('close', onClose);
    // It may have gone while a token was fetched.
    if (reply.raw.destroyed) gone.abort();
    try {
      const { headers: sent, record } = request;
      const rounds = {
        holder,
        token,
        version,
        headers: sent,
        record,
        user: userOf(request),
        signal: gone.signal,
        hold,
      };
      const { headers, answers, problems } = await this.rounds.play(covered, rounds);
      const origins = { graph: this.config.graph.baseUrl, here: this.publicUrlOf(request) };
      for (const { id, operation } of covered) {
        const answer = answers.get(id);
        const problem = problems.get(id) ?? (answer === undefined ? unanswered() : undefined);
        if (problem !== undefined) run.refuse(id, problem);
        else if (answer !== undefined) run.answer(id, carriedAnswer(answer, operation, origins, this.clock.now()));
      }
      return headers;
    } finally {
      reply.raw.off('close', onClose);
    }
  }

  private send(request: FastifyRequest, reply: FastifyReply, headers: AnswerHeaders, body: string): void {
    const { 'request-id': requestId, 'client-request-id': clientRequestId } = carriedHeaders(
      200,
      headers,
      this.clock.now(),
    );
    void reply
      .code(200)
      .headers({
        ...graphPathHeaders(this.edge.isFromListedOrigin(request)),
        'content-type': 'application/json',
        'request-id': requestId ?? request.id,
        ...(clientRequestId !== undefined && { 'client-request-id': clientRequestId }),
      })
      .send(body);
  }

  /** Graph's own error about the batch as a whole. */
  private passOn(request: FastifyRequest, reply: FastifyReply, refused: RefusedBatch): void {
    const { 'content-length': _length, ...headers } = carriedHeaders(refused.status, refused.headers, this.clock.now());
    void reply
      .code(refused.status)
      .headers({ ...headers, ...graphPathHeaders(this.edge.isFromListedOrigin(request)) })
      .send(refused.body);
  }

  /** Counts and codes; never a path. */
  private tell(request: FastifyRequest, operations: number, run: BatchRun): void {
    this.log.info('batch', { correlationId: request.id, operations, codes: run.codes });
  }

  private contextOf(request: FastifyRequest): ProblemContext {
    const clientRequestId = request.headers['client-request-id'];
    return {
      correlationId: request.id,
      publicUrl: this.publicUrlOf(request),
      path: request.raw.url ?? '',
      accept: undefined,
      fromListedOrigin: false,
      clientRequestId: typeof clientRequestId === 'string' ? clientRequestId : undefined,
      date: new Date(this.clock.now()).toISOString(),
    };
  }

  private publicUrlOf({ publicUrl }: FastifyRequest): string {
    return publicUrl ?? this.config.publicUrls[0];
  }
}

/** What `make` gives, or nothing where it throws a problem, which then is the answer. */
function attempt<T>(run: BatchRun, id: string, make: () => T): readonly T[] {
  try {
    return [make()];
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    run.refuse(id, error);
    return [];
  }
}

function unanswered(): Problem {
  return new Problem('graph_bad_response', { reason: 'batch_unanswered' });
}
