import { z } from 'zod';
import type { JsonNode } from '../../common/json/strict-json.js';
import { StrictJsonError, readStrictJson } from '../../common/json/strict-json.js';
import { Problem } from '../../common/problem/problem.js';
import type { AnswerHeaders } from '../graph-answer.js';
import type { InnerRequest } from './inner-request.js';
import { sameId } from './inner-request.js';

/** Graph's answer to one request of a batch. */
export interface GraphInnerAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: AnswerHeaders;
  /** As Graph wrote it. */
  readonly body: JsonNode | undefined;
}

/** Graph's answers by the ids that their requests have here. */
export type GraphAnswers = ReadonlyMap<string, GraphInnerAnswer>;

/** Longest answer to a batch that is taken, in bytes: it is held as a whole, unlike all others. */
export const ANSWER_LIMIT = 20 * 1024 * 1024;
const LIMITS = { depth: 128, values: 2_000_000, members: 10_000 };

const innerAnswer = z.object({
  id: z.string(),
  status: z.int().min(200).max(599),
  headers: z.record(z.string(), z.union([z.string(), z.number()])).nullish(),
});

/**
 * Reads Graph's answer to a batch. An answer may be missing, none may be there that nobody asked for, or twice. Throws
 * `graph_bad_response`.
 */
export function readGraphAnswers(bytes: Uint8Array, sent: readonly InnerRequest[]): GraphAnswers {
  const ids = new Map(sent.map(({ id }) => [sameId(id), id]));
  const answers = new Map<string, GraphInnerAnswer>();
  for (const node of answerNodes(bytes, sent.length)) {
    const own = node.members.get('body');
    const { id: given, status, headers } = headOf(node);
    const id = ids.get(sameId(given));
    if (id === undefined || answers.has(id)) throw badResponse('batch_ids');
    const lowerCase = Object.entries(headers ?? {}).map(
      ([name, value]) => [name.toLowerCase(), String(value)] as const,
    );
    const body = own === undefined || own.raw === 'null' || status === 204 ? undefined : own;
    answers.set(id, { status, headers: Object.fromEntries(lowerCase), body });
  }
  return answers;
}

function answerNodes(bytes: Uint8Array, most: number): readonly JsonNode[] {
  try {
    const responses = readStrictJson(bytes, LIMITS, 3).members.get('responses');
    if (responses?.kind === 'array' && responses.elements.length <= most) return responses.elements;
  } catch (cause) {
    if (!(cause instanceof StrictJsonError)) throw cause;
    throw badResponse('batch_json', cause);
  }
  throw badResponse('batch_shape');
}

function headOf({ members }: JsonNode): z.infer<typeof innerAnswer> {
  const head = [...members].filter(([name]) => name !== 'body');
  const parsed = innerAnswer.safeParse(Object.fromEntries(head.map(([name, { raw }]) => [name, JSON.parse(raw)])));
  if (!parsed.success) throw badResponse('batch_shape', parsed.error);
  return parsed.data;
}

/** Graph's answer to a batch makes no sense; `reason` is for the log. */
export function badResponse(reason: string, cause?: unknown): Problem {
  return new Problem('graph_bad_response', { reason, cause });
}
