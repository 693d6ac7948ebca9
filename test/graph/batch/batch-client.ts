import type { Dispatcher } from 'undici';
import { getGlobalDispatcher } from 'undici';
import { expect } from 'vitest';
import { z } from 'zod';
import type { Answer } from '../../helpers/refusals.js';
import { readAnswer } from '../../helpers/refusals.js';

/** One request as a client writes it; whatever a test wants to be wrong with it. */
export type Written = Readonly<Record<string, unknown>>;

const response = z.strictObject({
  id: z.string(),
  status: z.int(),
  headers: z.record(z.string(), z.string()),
  body: z.unknown().optional(),
});
const batch = z.strictObject({ responses: z.array(response) });
const members = z.record(z.string(), z.unknown());

/** One answer of a batch. */
export type Within = z.infer<typeof response>;

/** An answer to a batch, read and as text. */
export interface BatchAnswer extends Answer {
  readonly text: string;
  /** Fails where the batch was refused as a whole. */
  readonly responses: readonly Within[];
  /** The answer of this id. */
  of(id: string): Within;
}

export interface Sending {
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Sends a body as it stands. */
export async function postRaw(
  { url }: { readonly url: string },
  token: string,
  body: Dispatcher.DispatchOptions['body'],
  { path = '/v1.0/$batch', headers = { 'content-type': 'application/json' } }: Sending = {},
): Promise<BatchAnswer> {
  const answer = await getGlobalDispatcher().request({
    origin: url,
    path,
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, ...headers },
    body: body ?? null,
  });
  const text = await answer.body.text();
  const responses = (): readonly Within[] => {
    expect([answer.statusCode, text]).toEqual([200, expect.any(String)]);
    return batch.parse(JSON.parse(text)).responses;
  };
  return {
    ...readAnswer(answer.statusCode, answer.headers, text),
    text,
    get responses() {
      return responses();
    },
    of: (id) => {
      const found = responses().find((each) => each.id === id);
      if (found === undefined) throw new Error(`no answer has the id ${id}`);
      return found;
    },
  };
}

/** Sends these requests as a batch. */
export function postBatch(
  api: { readonly url: string },
  token: string,
  requests: readonly Written[],
  sending: Sending = {},
): Promise<BatchAnswer> {
  const headers = { 'content-type': 'application/json', ...sending.headers };
  return postRaw(api, token, JSON.stringify({ requests }), { ...sending, headers });
}

/** A GET; its id is its url unless told. */
export function get(url: string, more: Written = {}): Written {
  return { id: url, method: 'GET', url, ...more };
}

/** A request with a JSON body. */
export function post(url: string, body: unknown, more: Written = {}): Written {
  return { id: url, method: 'POST', url, headers: { 'Content-Type': 'application/json' }, body, ...more };
}

/** The body of an answer within a batch, an object. */
export function bodyOf({ body }: Within): Readonly<Record<string, unknown>> {
  return members.parse(body);
}

/** Status and problem code of each answer, by id. */
export function told({ responses }: BatchAnswer): Record<string, string> {
  return Object.fromEntries(
    responses.map((each) => {
      const parsed = members.safeParse(each.body);
      const code = parsed.success ? parsed.data['code'] : undefined;
      return [each.id, typeof code === 'string' ? `${each.status} ${code}` : String(each.status)];
    }),
  );
}
