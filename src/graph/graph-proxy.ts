import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { setTimeout as pause } from 'node:timers/promises';
import { Clock } from '../common/clock.js';
import { bodyTooLarge } from '../common/http/request-body.js';
import { Meters } from '../common/meters/meters.js';
import { Problem } from '../common/problem/problem.js';
import type { AppConfig } from '../config/app-config.js';
import { APP_CONFIG } from '../config/app-config.js';
import { Consents } from '../obo/consents.js';
import type { GraphToken } from '../obo/graph-token.js';
import { ConsentMissing } from '../obo/obo.errors.js';
import type { TokenHolder } from '../obo/token-holder.js';
import { bodyLimit } from './body-limit.js';
import type { GraphCall } from './graph-call.js';
import { userOf } from './graph-call.js';
import { carriesBody } from './graph-request.js';
import type { GraphOutcome } from './graph-sender.js';
import { GraphSender } from './graph-sender.js';
import { expectNoClaims } from './graph-challenge.js';
import { coversOperation, consentFor } from './granted-scopes.js';
import { heldBody } from './held-body.js';
import { markdownWish } from './markdown/markdown-wish.js';
import type { Operation } from './operation.js';
import { workloadOf } from './workload.js';

/**
 * A request for an open operation: gets the Graph token of whoever it is for, checks its scopes, carries the request to
 * Graph and the answer back.
 */
@Injectable()
export class GraphProxy {
  constructor(
    @Inject(APP_CONFIG) private readonly config: AppConfig,
    private readonly clock: Clock,
    private readonly sender: GraphSender,
    private readonly consents: Consents,
    private readonly meters: Meters,
  ) {}

  /** Ends when Graph's answer has begun to go out, or throws Problem while nothing has. */
  async carry(request: FastifyRequest, reply: FastifyReply, holder: TokenHolder, operation: Operation): Promise<void> {
    const call = this.callOf(request, reply, operation);
    if (call.carriesBody && Number(request.headers['content-length'] ?? 0) > bodyLimit(operation)) throw bodyTooLarge();
    const token = await this.tokenFor(holder, operation);
    const first = await this.attempts(call, token);
    if (first.kind !== 'refused_token') return;
    const replaced = await this.replacement(first.challenge, { call, holder, token });
    this.meters.graphRetries.of('refused_token').add();
    const second = await this.attempts(call, replaced);
    if (second.kind === 'refused_token')
      throw new Problem('graph_bad_response', { cause: new Error('Graph refuses a fresh token') });
  }

  private callOf(request: FastifyRequest, reply: FastifyReply, operation: Operation): GraphCall {
    return {
      request,
      reply,
      operation,
      workload: workloadOf(operation),
      user: userOf(request),
      carriesBody: carriesBody(request.raw, operation),
      markdown: operation.answer.kind === 'page' ? markdownWish(request.raw) : 'none',
      startedAt: this.clock.now(),
    };
  }

  private async attempts(call: GraphCall, token: GraphToken): Promise<GraphOutcome> {
    for (let attempt = 1; ; attempt += 1) {
      const outcome = await this.sender.send(call, token.accessToken, attempt);
      if (outcome.kind !== 'again') return outcome;
      await pause(outcome.afterMs);
    }
  }

  private async tokenFor(holder: TokenHolder, operation: Operation): Promise<GraphToken> {
    try {
      const held = holder.cached() ?? (await holder.get());
      if (coversOperation(held, operation)) return held;
      // Consent may have been given since this token was made.
      const newer = await holder.replace(held);
      if (coversOperation(newer, operation)) return newer;
      throw new ConsentMissing('consent', undefined);
    } catch (error) {
      if (error instanceof ConsentMissing) throw this.consents.required(holder.user, consentFor(operation), error);
      throw error;
    }
  }

  /**
   * After Graph's 401 that is no claims challenge a fresh token is tried once, where the request can be sent a second
   * time.
   */
  private async replacement(
    challenge: string | undefined,
    { call, holder, token }: { call: GraphCall; holder: TokenHolder; token: GraphToken },
  ): Promise<GraphToken> {
    await expectNoClaims([challenge], holder, this.config);
    const newer = await holder.replace(token);
    const isSpent = call.carriesBody && heldBody(call.request.raw) === undefined;
    if (newer === token || isSpent)
      throw new Problem('graph_bad_response', { cause: new Error('Graph refuses the token') });
    return newer;
  }
}
