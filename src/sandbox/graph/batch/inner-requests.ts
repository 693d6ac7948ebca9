import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Method } from '../operation.js';
import { INNER_MARK } from './request-role.js';

/** One request inside a batch. */
export interface InnerRequest {
  readonly method: Method;
  /** Path below `/v1.0` with its query, encoded, with a leading slash. */
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | undefined;
}

export interface InnerAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: Buffer;
}

/** Sends a request on behalf of the one that carries it: same host, same token. */
export type SendInner = (outer: FastifyRequest, inner: InnerRequest) => Promise<InnerAnswer>;

/** Headers that belong to the connection or to the batch as a whole. */
const NOT_ITS_OWN = new Set([
  'accept-encoding',
  'authorization',
  'connection',
  'content-length',
  'host',
  'transfer-encoding',
  INNER_MARK.name,
]);

/** Takes inner requests through the whole of Graph, hooks included, without a connection of their own. */
export function innerSender(app: FastifyInstance): SendInner {
  return async ({ headers: { host, authorization } }, { method, path, headers, body }) => {
    const own = Object.entries(headers).filter(([name]) => !NOT_ITS_OWN.has(name));
    const response = await app.inject({
      method,
      url: `/v1.0${path}`,
      headers: {
        ...Object.fromEntries(own),
        ...(host !== undefined && { host }),
        ...(authorization !== undefined && { authorization }),
        [INNER_MARK.name]: INNER_MARK.value,
      },
      ...(body !== undefined && { payload: body }),
    });
    const answered = Object.entries(response.headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, String(value)] as const],
    );
    return { status: response.statusCode, headers: Object.fromEntries(answered), bytes: response.rawPayload };
  };
}
