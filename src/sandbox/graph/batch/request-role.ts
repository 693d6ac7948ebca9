import type { FastifyRequest } from 'fastify';
import { randomUUID } from 'node:crypto';

/** What a request is among others: a batch, one of those inside it, or one of its own. */
export type RequestRole = 'batch' | 'inner' | 'alone';

/** Marks requests this process sends to itself; nobody outside can know the value. */
export const INNER_MARK = { name: 'x-sandbox-inner-request', value: randomUUID() } as const;

const BATCH = /^\/v1\.0\/(?:\$|%24)batch\/?(?:\?|$)/i;

/** Tells a batch and the requests inside it from others, before any of them is read. */
export function roleOf({ headers, raw }: Pick<FastifyRequest, 'headers' | 'raw'>): RequestRole {
  if (headers[INNER_MARK.name] === INNER_MARK.value) return 'inner';
  return raw.method === 'POST' && BATCH.test(raw.url ?? '') ? 'batch' : 'alone';
}
