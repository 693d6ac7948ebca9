import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Dispatcher } from 'undici';
import { Edge } from '../common/http/edge.js';
import { continueBody } from '../common/http/expect-continue.js';
import { Outbound } from '../common/outbound/outbound.js';
import { Problem } from '../common/problem/problem.js';
import type { AppConfig } from '../config/app-config.js';
import { APP_CONFIG } from '../config/app-config.js';
import { consentRequired } from '../obo/consent.js';
import type { GraphToken } from '../obo/graph-token.js';
import { ConsentMissing } from '../obo/obo.errors.js';
import type { TokenHolder } from '../obo/token-holder.js';
import { GraphAnswer } from './graph-answer.js';
import { graphRequest, hasBody } from './graph-request.js';
import { openAnswer } from './open-answer.js';
import { graphFailure } from './graph.errors.js';
import { claimsOfGraphChallenge } from './graph-challenge.js';
import { coversOperation, consentFor } from './granted-scopes.js';
import type { Operation } from './operation.js';

/** How a call to Graph ended. */
type GraphOutcome =
  /** The answer has gone to the caller, or is on its way. */
  | { readonly kind: 'carried' }
  /** Graph refused the token; nothing has reached the caller yet. */
  | { readonly kind: 'refused_token'; readonly challenge: string | undefined };

/**
 * A request for an open operation: gets the Graph token of whoever it is for, checks its scopes, carries the request to
 * Graph and the answer back.
 */
@Injectable()
export class GraphProxy {
  private readonly dispatcher: Dispatcher;

  constructor(
    @Inject(APP_CONFIG) private readonly config: AppConfig,
    private readonly edge: Edge,
    outbound: Outbound,
  ) {
    const { graphHeadersTimeoutMs: headersTimeout, graphIdleTimeoutMs: bodyTimeout } = config.limits;
    this.dispatcher = outbound.agent({ headersTimeout, bodyTimeout, connections: 256 });
  }

  /** Ends when Graph's answer has begun to go out, or throws Problem while nothing has. */
  async carry(request: FastifyRequest, reply: FastifyReply, holder: TokenHolder, operation: Operation): Promise<void> {
    const token = await this.tokenFor(holder, operation);
    const first = await this.send(request, reply, operation, token);
    if (first.kind === 'carried') return;
    const replaced = await this.replacement(first.challenge, { request, holder, operation, token });
    const second = await this.send(request, reply, operation, replaced);
    if (second.kind === 'refused_token')
      throw new Problem('graph_bad_response', { cause: new Error('Graph refuses a fresh token') });
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
      if (error instanceof ConsentMissing)
        throw consentRequired(this.config, holder.tenantId, consentFor(operation), error);
      throw error;
    }
  }

  /**
   * After Graph's 401: a claims challenge is for the caller to satisfy
   * (https://learn.microsoft.com/entra/identity-platform/claims-challenge); without one a fresh token is tried once,
   * where the request can be sent a second time.
   */
  private async replacement(
    challenge: string | undefined,
    {
      request,
      holder,
      operation,
      token,
    }: { request: FastifyRequest; holder: TokenHolder; operation: Operation; token: GraphToken },
  ): Promise<GraphToken> {
    const claims = claimsOfGraphChallenge(challenge);
    if (claims !== undefined) {
      // Here it is forgotten at once; a shared store that does not answer must not hide the challenge.
      await holder.forget().catch(() => undefined);
      const authorizationUri = `${this.config.identity.browserAuthorityHost}/${holder.tenantId}/oauth2/v2.0/authorize`;
      throw new Problem('insufficient_claims', {
        claims,
        challenge: { error: 'insufficient_claims', claims, authorizationUri },
      });
    }
    const newer = await holder.replace(token);
    const replayable = operation.method === 'GET' || !hasBody(request.raw);
    if (newer === token || !replayable)
      throw new Problem('graph_bad_response', { cause: new Error('Graph refuses the token') });
    return newer;
  }

  private send(
    request: FastifyRequest,
    reply: FastifyReply,
    operation: Operation,
    token: GraphToken,
  ): Promise<GraphOutcome> {
    const graphOrigin = this.config.graph.baseUrl;
    const publicUrl = request.publicUrl ?? this.config.publicUrls[0];
    const fromListedOrigin = this.edge.isFromListedOrigin(request);
    return new Promise((settle, reject) => {
      const onHead = (): void => settle({ kind: 'carried' });
      const context = { request, reply, operation, graphOrigin, publicUrl, fromListedOrigin, onHead };
      continueBody(request.raw, reply.raw);
      this.dispatcher.dispatch(
        { ...graphRequest(request.raw, operation, token.accessToken), origin: graphOrigin },
        new GraphAnswer({
          response: reply.raw,
          open: (status, headers) => openAnswer(status, headers, context),
          refused: (challenge) => settle({ kind: 'refused_token', challenge }),
          fail: (error) => reject(graphFailure(error)),
        }),
      );
    });
  }
}
