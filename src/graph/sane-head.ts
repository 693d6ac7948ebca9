import { Problem } from '../common/problem/problem.js';
import type { AnswerHeaders } from './graph-answer.js';

/** More than any answer of Graph's has: header lines, and characters of the status line's text. */
const MOST_HEADER_LINES = 200;
const LONGEST_REASON = 512;
/** RFC 9110 section 15: beyond, a status says nothing. */
const HIGHEST_STATUS = 599;
/** Heads before an answer (RFC 9110 section 15.2); time limits count anew with each. */
const MOST_INTERIM = 16;

export interface AnswerHeadParts {
  readonly status: number;
  readonly headers: AnswerHeaders;
  /** Header lines as they came. */
  readonly lines: number;
  /** The status line's text. */
  readonly reason?: string;
}

/** Throws `graph_bad_response` for a head that no answer of Graph's has. */
export function expectSaneHead({ status, headers, lines, reason = '' }: AnswerHeadParts): void {
  if (lines > MOST_HEADER_LINES || reason.length > LONGEST_REASON)
    throw new Problem('graph_bad_response', { reason: 'oversize_head' });
  if (status > HIGHEST_STATUS) throw new Problem('graph_bad_response', { reason: 'unknown_status' });
  // A coding beneath it would go on as if there were none (RFC 9112 section 6.1).
  const { 'transfer-encoding': coding } = headers;
  if (coding !== undefined && String(coding).toLowerCase() !== 'chunked')
    throw new Problem('graph_bad_response', { reason: 'transfer_coding' });
}

/** Throws `graph_bad_response` where more heads come before an answer than before any; `count` with this one. */
export function expectAnswerAfter(count: number): void {
  if (count > MOST_INTERIM) throw new Problem('graph_bad_response', { reason: 'interim_heads' });
}
