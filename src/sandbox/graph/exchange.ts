import type { FastifyReply, FastifyRequest } from 'fastify';
import { randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { GraphError } from './errors.js';
import type { AnswerHeaders, Workload } from './operation.js';

const compress = promisify(gzip);
const COMPRESSED_FROM = 1024;
const JSON_TYPE = 'application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8';

/** The ids one exchange is known by. */
export interface ExchangeIds {
  readonly requestId: string;
  readonly clientRequestId: string;
}

/** Graph's request-id is its own; the client's is repeated where it is a plausible one. */
export function exchangeIds(request: FastifyRequest): ExchangeIds {
  const requestId = randomUUID();
  const sent = request.headers['client-request-id'];
  return {
    requestId,
    clientRequestId: typeof sent === 'string' && /^[\w.{}-]{1,128}$/.test(sent) ? sent : requestId,
  };
}

/** Headers of every answer. */
export function commonHeaders(ids: ExchangeIds, workload: Workload | undefined): AnswerHeaders {
  return {
    'request-id': ids.requestId,
    'client-request-id': ids.clientRequestId,
    'x-ms-ags-diagnostic': JSON.stringify({
      ServerInfo: { DataCenter: 'Sandbox', Slice: 'E', Ring: '1', ScaleUnit: '000', RoleInstance: 'SANDBOX0' },
    }),
    'cache-control': workload === undefined || workload === 'directory' ? 'no-cache' : 'private',
    'odata-version': '4.0',
    vary: 'Accept-Encoding',
    'access-control-allow-origin': '*',
    'access-control-expose-headers':
      'ETag, Location, Preference-Applied, Content-Range, request-id, client-request-id, ReadWriteConsistencyToken, ' +
      'SdkVersion, WWW-Authenticate, x-ms-client-gcc-tenant, Retry-After, OData-Version',
  };
}

/** Sends JSON, compressed as Graph does unless the client wants it plain. */
export async function sendJson(
  request: FastifyRequest,
  reply: FastifyReply,
  body: unknown,
  type = JSON_TYPE,
): Promise<FastifyReply> {
  const text = Buffer.from(JSON.stringify(body));
  void reply.header('content-type', type);
  if (text.length < COMPRESSED_FROM || !takesGzip(request.headers['accept-encoding'])) return reply.send(text);
  return reply.header('content-encoding', 'gzip').send(await compress(text));
}

/** The error body every Graph client reads (learn.microsoft.com/graph/errors). */
export async function sendError(
  request: FastifyRequest,
  reply: FastifyReply,
  error: GraphError,
  ids: ExchangeIds,
  date: string,
): Promise<FastifyReply> {
  void reply.status(error.status).headers(error.headers);
  return sendJson(
    request,
    reply,
    {
      error: {
        code: error.code,
        message: error.message,
        innerError: { date, 'request-id': ids.requestId, 'client-request-id': ids.clientRequestId },
      },
    },
    'application/json',
  );
}

/** RFC 9110 section 12.5.3, as far as gzip is concerned. */
function takesGzip(accepted: string | string[] | undefined): boolean {
  return [accepted ?? []]
    .flat()
    .join(',')
    .split(',')
    .some((coding) => {
      const [name = '', ...parameters] = coding.split(';').map((part) => part.trim().toLowerCase());
      return (name === 'gzip' || name === '*') && !parameters.some((each) => /^q=0(?:\.0*)?$/.test(each));
    });
}
