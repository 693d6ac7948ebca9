import type { Caller } from '../caller.js';
import type { Problem } from '../problem/problem.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by the authentication guard. */
    caller?: Caller;
    /** The origin of ours the request was sent to; the default where its Host named none. */
    publicUrl?: string;
    /** What the request is for, in logs and metrics; absent where the route says it. */
    operationName?: string;
    /** Set where the request ended in one. */
    problem?: Problem;
  }
}
