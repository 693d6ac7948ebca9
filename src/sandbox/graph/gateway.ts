import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Cloud, Identity } from '../cloud.js';
import type { SendInner } from './batch/inner-requests.js';
import type { Caller } from './caller.js';
import { bearerOf, callerOf } from './caller.js';
import { GraphError } from './errors.js';
import type { ExchangeIds } from './exchange.js';
import { commonHeaders, exchangeIds, sendError, sendJson } from './exchange.js';
import type { Journaling } from './journaling.js';
import type { AskedCollection } from './odata/answer.js';
import { collectionAnswer, countAnswer, entityAnswer } from './odata/answer.js';
import { deltaAnswer } from './odata/delta.js';
import { parseQuery } from './odata/query.js';
import type { Query } from './odata/query.js';
import { SkipTokens } from './odata/skip-token.js';
import type { Answer } from './operation.js';
import type { OperationTable } from './operation-table.js';
import { segmentsOf } from './path.js';
import { requirePermission } from './permission.js';
import type { World } from './world.js';

/** Where a request came in, as written. */
interface Address {
  readonly origin: string;
  readonly path: string;
  readonly query: string;
}

/** Takes each request through Graph's checks to its operation and sends what that answers. */
export class Gateway {
  private readonly tokens = new SkipTokens();

  constructor(
    private readonly cloud: Cloud,
    private readonly identity: Identity,
    private readonly operations: OperationTable,
    private readonly journaling: Journaling,
    private readonly world: () => World,
    private readonly sendInner: SendInner,
  ) {}

  async handle(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const ids = exchangeIds(request);
    void reply.headers(commonHeaders(ids, undefined));
    this.journaling.note(request, { requestId: ids.requestId });
    try {
      return await this.answer(request, reply, ids);
    } catch (error) {
      if (!(error instanceof GraphError)) request.log.error({ err: error }, 'graph_operation_failed');
      return this.fail(request, reply, error instanceof GraphError ? error : new GraphError('unknown'), ids);
    }
  }

  /** Sends a failure and notes its code for the journal. */
  async fail(request: FastifyRequest, reply: FastifyReply, error: GraphError, ids: ExchangeIds): Promise<FastifyReply> {
    this.journaling.note(request, { errorCode: error.code });
    return sendError(request, reply, error, ids, new Date(this.cloud.clock.now()).toISOString().slice(0, 19));
  }

  private async answer(request: FastifyRequest, reply: FastifyReply, ids: ExchangeIds): Promise<FastifyReply> {
    const address = this.addressOf(request);
    const segments = segmentsOf(address.path);
    const counting = segments.at(-1)?.toLowerCase() === '$count';
    const { operation, parameters } = this.operations.match(
      request.method,
      counting ? segments.slice(0, -1) : segments,
    );

    const caller = await callerOf(this.cloud, this.identity, bearerOf(request), address.origin);
    this.journaling.note(request, { tenantId: caller.tenant.id });
    if (await this.cloud.faults.strike('graph', request, reply, caller.user)) return reply;
    requirePermission(operation, caller);

    const query = parseQuery(address.query);
    void reply.headers(commonHeaders(ids, operation.workload));
    const answer = await operation.answer({
      cloud: this.cloud,
      world: this.world(),
      caller,
      parameters,
      query,
      origin: address.origin,
      header: (name) => headerOf(request, name),
      body: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
      send: (inner) => this.sendInner(request, inner),
    });
    const asked = this.asked(request, address, query, caller);
    return counting ? this.sendCount(reply, answer, asked) : this.send(request, reply, answer, asked);
  }

  private send(
    request: FastifyRequest,
    reply: FastifyReply,
    answer: Answer,
    asked: AskedCollection,
  ): Promise<FastifyReply> | FastifyReply {
    switch (answer.kind) {
      case 'collection':
        return sendJson(request, reply.headers(answer.headers ?? {}), collectionAnswer(answer.collection, asked));
      case 'delta':
        return sendJson(
          request,
          reply.headers(answer.headers ?? {}),
          deltaAnswer(answer.collection, this.world().changes, asked),
        );
      case 'entity':
      case 'created':
        return sendJson(
          request,
          reply.status(answer.kind === 'created' ? 201 : 200).headers(answer.headers ?? {}),
          entityAnswer(answer.entity, asked.query, asked.address.origin),
        );
      case 'value': {
        const context = answer.context && {
          '@odata.context': `${asked.address.origin}/v1.0/$metadata#${answer.context}`,
        };
        return sendJson(request, reply.status(answer.status ?? 200).headers(answer.headers ?? {}), {
          ...context,
          ...answer.value,
        });
      }
      case 'accepted':
      case 'nothing':
        return reply
          .status(answer.kind === 'accepted' ? 202 : 204)
          .headers(answer.headers ?? {})
          .send();
      case 'unchanged':
        return reply
          .status(304)
          .headers(answer.headers ?? {})
          .send();
      case 'redirect':
        return reply.status(302).header('location', answer.location).send();
      default:
        return reply.headers(answer.headers).send(answer.bytes);
    }
  }

  private sendCount(reply: FastifyReply, answer: Answer, asked: AskedCollection): FastifyReply {
    if (answer.kind !== 'collection')
      throw new GraphError('badRequest', "Resource not found for the segment '$count'.");
    return reply.type('text/plain').send(String(countAnswer(answer.collection, asked)));
  }

  private asked(request: FastifyRequest, address: Address, query: Query, caller: Caller): AskedCollection {
    const preferred = /(?:^|[,;\s])(?:odata\.)?maxpagesize=(\d{1,4})/i.exec(headerOf(request, 'prefer') ?? '')?.[1];
    return {
      query,
      eventual: headerOf(request, 'consistencylevel')?.toLowerCase() === 'eventual',
      preferredPage: preferred === undefined || Number(preferred) < 1 ? undefined : Number(preferred),
      address,
      tokens: this.tokens,
      caller: caller.id,
    };
  }

  private addressOf(request: FastifyRequest): Address {
    const [path = '', ...query] = (request.raw.url ?? '').split('?');
    const origin = this.cloud.origins.of(request);
    if (origin === undefined) throw new GraphError('badRequest', 'The Host is not one of this tenant.');
    return { origin, path, query: query.join('?') };
  }
}

function headerOf(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value.join(',') : value;
}
