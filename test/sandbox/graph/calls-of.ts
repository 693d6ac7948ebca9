import type { Answer, GraphFixture } from './graph-fixture.js';

/** Sends as a user with these scopes: a plain object goes out as JSON, bytes and text as they are. */
export type Calls = (
  method: string,
  path: string,
  body?: Readonly<Record<string, unknown>> | readonly unknown[] | Buffer | string,
  headers?: Readonly<Record<string, string>>,
) => Promise<Answer>;

export function callsOf(graph: GraphFixture, as: string, ...scopes: string[]): Calls {
  return async (method, path, body, headers = {}) => {
    const raw = body === undefined || typeof body === 'string' || Buffer.isBuffer(body);
    return graph.send(path, {
      method,
      headers: {
        authorization: `Bearer ${graph.tokenOf(as, ...scopes)}`,
        ...(!raw && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: raw ? body : JSON.stringify(body) }),
    });
  };
}
