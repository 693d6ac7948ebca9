import { Injectable } from '@nestjs/common';
import type { IncomingHttpHeaders } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { RequestRecord } from '../../common/http/request-record.js';
import { Meters } from '../../common/meters/meters.js';
import { Problem } from '../../common/problem/problem.js';
import type { GraphToken } from '../../obo/graph-token.js';
import type { TokenHolder } from '../../obo/token-holder.js';
import type { AnswerHeaders } from '../graph-answer.js';
import type { Operation } from '../operation.js';
import { LONGEST_PAUSE_MS, Retries } from '../retries.js';
import { workloadOf } from '../workload.js';
import type { BatchHold } from './batch-memory.js';
import { BatchTokens, concernsTheCaller } from './batch-token.js';
import { badResponse } from './graph-answers.js';
import type { GraphInnerAnswer } from './graph-answers.js';
import type { BatchAnswer } from './graph-batch.js';
import { GraphBatch, RefusedBatch } from './graph-batch.js';
import type { CheckedRequest } from './inner-check.js';
import { repetition, withFailedDependents } from './throttled.js';

/** What all rounds of a batch have in common. */
export interface RoundsCall {
  readonly holder: TokenHolder;
  readonly token: GraphToken;
  readonly version: string;
  readonly headers: IncomingHttpHeaders;
  readonly record: RequestRecord;
  /** Names the user it is for. */
  readonly user: string;
  readonly signal: AbortSignal;
  /** What the answers are held by. */
  readonly hold: BatchHold;
}

export interface RoundsAnswer {
  readonly headers: AnswerHeaders;
  readonly answers: ReadonlyMap<string, GraphInnerAnswer>;
  /** Instead of an answer. */
  readonly problems: ReadonlyMap<string, Problem>;
}

/** One batch under way. */
interface Play {
  readonly call: RoundsCall;
  token: GraphToken;
  /** What is left of the pauses that it may make. */
  pauseMs: number;
  readonly answers: Map<string, GraphInnerAnswer>;
  readonly problems: Map<string, Problem>;
}

/**
 * A batch with Graph, in up to three rounds: all of it, then what was refused for its token with a fresh one, then what
 * was put off for a moment. A round that fails after the first takes nothing away from what the earlier ones brought.
 */
@Injectable()
export class GraphRounds {
  constructor(
    private readonly graph: GraphBatch,
    private readonly tokens: BatchTokens,
    private readonly retries: Retries,
    private readonly meters: Meters,
  ) {}

  /** Throws Problem, and RefusedBatch where Graph refuses the first round as a whole. */
  async play(requests: readonly CheckedRequest[], call: RoundsCall): Promise<RoundsAnswer> {
    const play: Play = { call, token: call.token, pauseMs: LONGEST_PAUSE_MS, answers: new Map(), problems: new Map() };
    const { headers } = await this.firstRound(requests, play);
    await this.roundOfRefusedTokens(requests, play);
    await this.roundOfThrottled(requests, play);
    return { headers, answers: play.answers, problems: play.problems };
  }

  private async firstRound(requests: readonly CheckedRequest[], play: Play): Promise<BatchAnswer> {
    try {
      return await this.round(requests, play);
    } catch (error) {
      if (!(error instanceof RefusedBatch)) throw error;
      const afterMs = this.retries.pausePutOff(error, 'POST', play.pauseMs);
      if (afterMs === undefined) throw error;
      await rest(afterMs, play);
      return this.round(requests, play);
    }
  }

  private async roundOfRefusedTokens(requests: readonly CheckedRequest[], play: Play): Promise<void> {
    const refused = refusedTokens(play);
    if (refused.size === 0) return;
    try {
      const newer = await this.tokens.replacement(play.call.holder, play.token, [...refused.values()]);
      if (newer !== undefined) {
        play.token = newer;
        this.meters.graphRetries.of('refused_token').add();
        // Nothing was done by them yet, whatever their method, and their bodies are at hand.
        await this.round(withFailedDependents(requests, play.answers, refused.keys()), play);
      }
    } catch (error) {
      const problem = error instanceof RefusedBatch ? badResponse('batch_again', error) : error;
      if (!(problem instanceof Problem) || concernsTheCaller(problem)) throw problem;
      for (const id of refused.keys()) play.problems.set(id, problem);
    }
    await this.settleRefusedTokens(play);
  }

  private async roundOfThrottled(requests: readonly CheckedRequest[], play: Play): Promise<void> {
    const again = repetition(requests, play.answers, play.pauseMs, this.retries);
    if (again === undefined) return;
    await rest(again.afterMs, play);
    try {
      await this.round(again.requests, play);
    } catch (error) {
      // They keep the answers that they have.
      if (!(error instanceof Problem) && !(error instanceof RefusedBatch)) throw error;
    }
    await this.settleRefusedTokens(play);
  }

  private async round(requests: readonly CheckedRequest[], play: Play): Promise<BatchAnswer> {
    const { version, headers, record, user, signal, hold } = play.call;
    const accessToken = play.token.accessToken;
    const answer = await this.graph.send(requests, { version, headers, record, user, signal, hold, accessToken });
    for (const { id, operation } of requests) {
      const own = answer.answers.get(id);
      if (own === undefined) play.answers.delete(id);
      else {
        play.answers.set(id, own);
        this.count(operation, own);
      }
    }
    return answer;
  }

  private count(operation: Operation, { status }: GraphInnerAnswer): void {
    const workload = workloadOf(operation);
    this.meters.graphAnswers.of(workload).add();
    if (status === 429) this.meters.graphThrottled.of(workload).add();
  }

  /** A 401 of Graph's says nothing of the caller's token, and never goes out as if it did. */
  private async settleRefusedTokens(play: Play): Promise<void> {
    const refused = refusedTokens(play);
    await this.tokens.expectNoClaims(play.call.holder, [...refused.values()]);
    for (const id of refused.keys()) {
      if (!play.problems.has(id)) play.problems.set(id, badResponse('token_refused'));
    }
  }
}

/** Ends early, with an AbortError, when nobody waits for the answer any more. */
async function rest(milliseconds: number, play: Play): Promise<void> {
  play.pauseMs -= milliseconds;
  await pause(milliseconds, undefined, { signal: play.call.signal });
}

/** Which requests Graph refused for their token, with its challenges. */
function refusedTokens({ answers }: Play): ReadonlyMap<string, string | undefined> {
  const refused = new Map<string, string | undefined>();
  for (const [id, { status, headers }] of answers) {
    if (status !== 401) continue;
    const challenge = headers['www-authenticate'];
    refused.set(id, Array.isArray(challenge) ? challenge.join(', ') : challenge);
  }
  return refused;
}
