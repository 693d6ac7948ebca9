import { z } from 'zod';
import type { JsonNode } from '../../common/json/strict-json.js';
import { StrictJsonError, readStrictJson } from '../../common/json/strict-json.js';
import { Problem } from '../../common/problem/problem.js';
import type { InnerRequest } from './inner-request.js';
import { sameId } from './inner-request.js';
import { isRelative, leadsToBatch, targetOf } from './inner-url.js';

/** What Graph takes (https://learn.microsoft.com/graph/json-batching). */
const MOST_REQUESTS = 20;
/** In bytes. */
export const BATCH_LIMIT = 4 * 1024 * 1024;

const LIMITS = { depth: 64, values: 200_000, members: 2_000 };
const HEADER_NAME = /^[\w!#$%&'*+.^`|~-]{1,256}$/;
const absent = z.null().transform(() => undefined);

/** Its members without the body, which is not looked into. */
const innerRequest = z.strictObject({
  id: z.string().min(1).max(256),
  method: z.string().regex(/^[a-z]{1,16}$/i),
  url: z.string().min(1).refine(isRelative),
  headers: z.record(z.string().regex(HEADER_NAME), z.string()).or(absent).optional(),
  dependsOn: z.array(z.string()).max(MOST_REQUESTS).or(absent).optional(),
});

/**
 * The requests of a batch to this version of Graph, in their order. Throws `invalid_body` for what is wrong with the
 * batch as a whole; its texts repeat nothing of it.
 */
export function readBatch(bytes: Uint8Array, version: string): readonly InnerRequest[] {
  const nodes = requestNodes(bytes);
  if (nodes.length === 0 || nodes.length > MOST_REQUESTS) throw invalid('A batch holds 1 to 20 requests.');
  const requests = nodes.map((node) => requestOf(node, version));
  const byId = new Map(requests.map((request) => [sameId(request.id), request]));
  if (byId.size !== requests.length)
    throw invalid('The ids of the requests of a batch must differ, and not only in case.');
  const linked = requests.map((request) => ({
    ...request,
    dependsOn: [...new Set(request.dependsOn.map((id) => knownId(id, byId)))],
  }));
  expectNoCycle(linked);
  return linked;
}

function requestNodes(bytes: Uint8Array): readonly JsonNode[] {
  try {
    const { kind, members } = readStrictJson(bytes, LIMITS, 3);
    const requests = members.get('requests');
    if (kind === 'object' && members.size === 1 && requests?.kind === 'array') return requests.elements;
  } catch (cause) {
    if (!(cause instanceof StrictJsonError)) throw cause;
    throw invalid('A batch must be JSON in UTF-8, name no member twice, and be of usual depth and width.', cause);
  }
  throw invalid('A batch must be an object with the member "requests" and no other.');
}

function requestOf({ kind, members }: JsonNode, version: string): InnerRequest {
  const body = members.get('body');
  const rest = [...members].filter(([name]) => name !== 'body');
  const parsed = innerRequest.safeParse(Object.fromEntries(rest.map(([name, { raw }]) => [name, JSON.parse(raw)])));
  if (kind !== 'object' || !parsed.success) {
    throw invalid(
      'A request of a batch has id, method and url, may have headers, dependsOn and body, and nothing else; its url is relative and names no version.',
      parsed.error,
    );
  }
  const { id, method, url, headers = {}, dependsOn = [] } = parsed.data;
  if (leadsToBatch(url)) throw invalid('A batch cannot hold a batch.');
  if (body?.kind === 'array' || (body?.kind === 'scalar' && body.raw !== 'null'))
    throw invalid('The body of a request of a batch is a JSON object or a string in base64.');
  return {
    id,
    method: method.toUpperCase(),
    target: targetOf(url, version),
    headers,
    dependsOn,
    body: body?.kind === 'scalar' ? undefined : body,
  };
}

function knownId(id: string, byId: ReadonlyMap<string, InnerRequest>): string {
  const request = byId.get(sameId(id));
  if (request === undefined) throw invalid('dependsOn names a request that is not in the batch.');
  return request.id;
}

function expectNoCycle(requests: readonly InnerRequest[]): void {
  const settled = new Set<string>();
  for (let waiting = requests; waiting.length > 0;) {
    const ready = waiting.filter(({ dependsOn }) => dependsOn.every((id) => settled.has(id)));
    if (ready.length === 0) throw invalid('The requests of the batch depend on each other in a circle.');
    for (const { id } of ready) settled.add(id);
    waiting = waiting.filter(({ id }) => !settled.has(id));
  }
}

function invalid(detail: string, cause?: unknown): Problem {
  return new Problem('invalid_body', { detail, cause });
}
