import { z } from 'zod';
import { GraphError } from '../errors.js';
import type { Call, Method } from '../operation.js';
import { jsonBody } from '../json-body.js';
import { segmentsOf } from '../path.js';

const LIMIT = 20;
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const satisfies readonly Method[];
const WRITING: readonly Method[] = ['POST', 'PUT', 'PATCH'];

const step = z.object({
  id: z.string().min(1),
  method: z.string().toUpperCase().pipe(z.enum(METHODS)),
  url: z.string().min(1),
  headers: z.record(z.string(), z.string()).nullish(),
  body: z.unknown().optional(),
  dependsOn: z.array(z.string()).nullish(),
});
const batch = z.object({ requests: z.array(step).min(1) });

/** One step of a batch, its address ready to be asked. */
export interface Step {
  readonly id: string;
  readonly method: Method;
  /** Path below `/v1.0` with its query, encoded, with a leading slash. */
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
  /** Ids in lower case. */
  readonly dependsOn: readonly string[];
}

/** The steps of a batch (https://learn.microsoft.com/graph/json-batching). Throws 400 for what is no batch. */
export function stepsOf(call: Pick<Call, 'body'>): readonly Step[] {
  const parsed = batch.safeParse(jsonBody(call));
  if (!parsed.success) throw invalid('Invalid batch payload format.');
  const { requests } = parsed.data;
  if (requests.length > LIMIT) throw invalid('Number of requests inside batch exceeds the limit.');
  const steps = requests.map((each) => stepOf(each));
  checkIds(steps);
  checkDependencies(steps);
  return steps;
}

/** Ids compare without regard to case. */
export function sameId(one: string): string {
  return one.toLowerCase();
}

function stepOf({ id, method, url, headers, body, dependsOn }: z.infer<typeof step>): Step {
  const named = Object.fromEntries(Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]));
  const has = body !== undefined && body !== null;
  if (WRITING.includes(method) && (!has || named['content-type'] === undefined))
    throw invalid(`Write request id : ${id} does not contain Content-Type header or body.`);
  const path = encoded(url.startsWith('/') ? url : `/${url}`);
  if (/^\/(?:\$|%24)batch\/?(?:\?|$)/i.test(path)) throw invalid(`Request id : ${id} is a batch inside a batch.`);
  return { id, method, path, headers: named, body: has ? body : undefined, dependsOn: (dependsOn ?? []).map(sameId) };
}

/** What an address in a header could not hold is escaped, so that no reader of addresses finds another path in it. */
function encoded(url: string): string {
  return url.replaceAll(/[^!-~]|[\\#]/gu, (character) =>
    [...Buffer.from(character)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join(''),
  );
}

/** Throws 400 for a path with segments such as `..`, which would be resolved before Graph could refuse them. */
export function requirePlainPath({ path }: Step): void {
  segmentsOf(`/v1.0${path.split('?')[0] ?? ''}`);
}

function checkIds(steps: readonly Step[]): void {
  const ids = steps.map(({ id }) => sameId(id));
  const repeated = steps.find(({ id }, index) => ids.indexOf(sameId(id)) !== index);
  if (repeated !== undefined) throw invalid(`Request Id ${repeated.id} has to be unique in a batch.`);
}

function checkDependencies(steps: readonly Step[]): void {
  const settled = new Set<string>();
  for (let before = -1; before !== settled.size;) {
    before = settled.size;
    for (const { id, dependsOn } of steps) if (dependsOn.every((each) => settled.has(each))) settled.add(sameId(id));
  }
  const stuck = steps.find(({ id }) => !settled.has(sameId(id)));
  if (stuck !== undefined)
    throw invalid(`Request id : ${stuck.id} depends on requests that are not in the batch or depend on it.`);
}

function invalid(message: string): GraphError {
  return new GraphError('badRequest', message);
}
