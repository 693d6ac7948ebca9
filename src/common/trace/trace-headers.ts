import type { IncomingHttpHeaders } from 'node:http';

/** A caller's trace as it may be carried on. */
export interface TraceHeaders {
  readonly traceparent: string;
  readonly tracestate: string | undefined;
}

/** https://www.w3.org/TR/trace-context/#traceparent-header: version, trace id, parent id, flags; later versions may say more. */
const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(?:-[\x21-\x7e]+)?$/;
const LONGEST_TRACEPARENT = 128;
/** https://www.w3.org/TR/trace-context/#tracestate-header: at most 32 members, of which 512 characters are carried. */
const LONGEST_TRACESTATE = 512;
const MOST_MEMBERS = 32;
const MEMBER =
  /^[ \t]*(?:(?:[a-z0-9][a-z0-9_\-*/@]{0,255})=[\x20-\x2b\x2d-\x3c\x3e-\x7e]{0,255}[\x21-\x2b\x2d-\x3c\x3e-\x7e])?[ \t]*$/;

/**
 * The trace a request belongs to; undefined where it names none, or not as the standard has it: a caller's mistake there
 * is no reason to refuse it. A header that a Connection header names belongs to this hop and is not there either.
 */
export function traceHeaders({ traceparent, tracestate, connection }: IncomingHttpHeaders): TraceHeaders | undefined {
  if (typeof traceparent !== 'string' || traceparent.length > LONGEST_TRACEPARENT) return undefined;
  if (!TRACEPARENT.test(traceparent) || (traceparent.startsWith('00') && traceparent.length !== 55)) return undefined;
  const hopByHop = connection === undefined ? [] : connection.toLowerCase().split(/[ ,\t]+/);
  if (hopByHop.includes('traceparent')) return undefined;
  const state = typeof tracestate === 'string' && !hopByHop.includes('tracestate') ? tracestate : undefined;
  return { traceparent, tracestate: state !== undefined && isTraceState(state) ? state : undefined };
}

function isTraceState(text: string): boolean {
  if (text.length > LONGEST_TRACESTATE) return false;
  const members = text.split(',');
  return members.length <= MOST_MEMBERS && members.every((member) => MEMBER.test(member));
}
