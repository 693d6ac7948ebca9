import type { FastifyRequest } from 'fastify';
import type { ApplicationCaller, Caller, Principal } from '../caller.js';
import type { Problem } from '../problem/problem.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Whose token was proven, before anything was said about the path. */
    principal?: Principal;
    /** The user; set by the authentication guard. */
    caller?: Caller;
    /** Set instead of the caller on routes that let applications in by themselves. */
    application?: ApplicationCaller;
    /** The origin of ours the request was sent to; the default where its Host named none. */
    publicUrl?: string;
    /** What the request is for, in logs and metrics; absent where the route says it. */
    operationName?: string;
    /** Set where the request ended in one. */
    problem?: Problem;
  }
}

/** The user, on routes that let nobody else in. */
export function callerOf({ caller }: FastifyRequest): Caller {
  if (caller === undefined) throw new TypeError('a guard in front of this route is missing');
  return caller;
}
