import type { Answer, GraphFixture } from './graph-fixture.js';

/** What to ask as whom; a body that is no Buffer goes out as JSON. */
export interface Question {
  readonly as: string;
  readonly scopes: readonly string[];
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Sends `METHOD /path` (from `/me` on, or a whole address) as a user. */
export async function ask(graph: GraphFixture, line: string, question: Question): Promise<Answer> {
  const cut = line.indexOf(' ');
  const { as, scopes, body, headers } = question;
  return graph.send(line.slice(cut + 1), {
    method: line.slice(0, cut),
    headers: {
      authorization: `Bearer ${graph.tokenOf(as, ...scopes)}`,
      ...(body !== undefined && !Buffer.isBuffer(body) && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: Buffer.isBuffer(body) ? new Uint8Array(body) : JSON.stringify(body) }),
  });
}
