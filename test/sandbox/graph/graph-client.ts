import { expect } from 'vitest';
import type { Answer, GraphFixture } from './graph-fixture.js';

/** One user's calls to the embedded Graph with the same scopes each time. */
export interface GraphClient {
  get(path: string, headers?: Record<string, string>): Promise<Answer>;
  post(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  patch(path: string, body: unknown, headers?: Record<string, string>): Promise<Answer>;
  delete(path: string, headers?: Record<string, string>): Promise<Answer>;
}

/** A client of `userPrincipalName` whose token has these scopes; paths from `/me` on, or whole addresses. */
export function clientOf(graph: GraphFixture, userPrincipalName: string, ...scopes: string[]): GraphClient {
  const send = (method: string, path: string, headers: Record<string, string> = {}, body?: unknown): Promise<Answer> =>
    graph.send(path, {
      method,
      headers: {
        authorization: `Bearer ${graph.tokenOf(userPrincipalName, ...scopes)}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
  return {
    get: (path, headers) => send('GET', path, headers),
    post: (path, body, headers) => send('POST', path, headers, body),
    patch: (path, body, headers) => send('PATCH', path, headers, body),
    delete: (path, headers) => send('DELETE', path, headers),
  };
}

/** Page after page of what changed: all of it, and the link that asks for what changes from then on. */
export async function untilDeltaLink(
  client: GraphClient,
  address: string,
): Promise<{ readonly link: string; readonly value: readonly Record<string, unknown>[] }> {
  const value: Record<string, unknown>[] = [];
  let page = await client.get(address);
  for (;;) {
    expect(page.status).toBe(200);
    value.push(...page.value);
    if (page.nextLink === undefined) return { link: textIn(page.json, '@odata.deltaLink'), value };
    page = await client.get(page.nextLink);
  }
}

/** The member of an answer as text, an id for example; fails when it is none. */
export function textIn(object: Readonly<Record<string, unknown>> | undefined, name: string): string {
  const value = object?.[name];
  if (typeof value !== 'string') throw new Error(`${name} is no text`);
  return value;
}
