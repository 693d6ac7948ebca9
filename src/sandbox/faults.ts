import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { setTimeout as delay } from 'node:timers/promises';
import type { User } from './directory/types.js';
import { cutInHalf } from './cut-in-half.js';
import { errorOf } from './fault-answers.js';
import type { RequestRole } from './graph/batch/request-role.js';
import { roleOf } from './graph/batch/request-role.js';

export type Side = 'identity' | 'graph';

/** How one side of the cloud misbehaves; what is absent behaves. */
export interface Fault {
  /** Answers this status in the side's own error shape. */
  readonly status?: number | undefined;
  /** Seconds or an HTTP date, sent as Retry-After with `status`. */
  readonly retryAfter?: number | string | undefined;
  /** Waits so long before anything else happens. */
  readonly delayMs?: number | undefined;
  /** Takes the request and never answers. */
  readonly hang?: boolean | undefined;
  /** Cuts the connection. `midBody` sends the real answer's head and half its body first. */
  readonly reset?: 'beforeHeaders' | 'midBody' | undefined;
  /** The share of requests that are struck, evenly spread; default 1. */
  readonly share?: number | undefined;
  /** Strikes only this user's requests (user principal name). */
  readonly user?: string | undefined;
}

/** The faults that are switched on, and their execution. */
export class Faults {
  private current: Readonly<Partial<Record<Side, Fault>>> = {};
  private owed: Record<Side, number> = { identity: 0, graph: 0 };
  private readonly cut = new WeakSet<FastifyRequest>();

  get switchedOn(): Readonly<Partial<Record<Side, Fault>>> {
    return this.current;
  }

  /** Replaces what was switched on before. */
  set(faults: { identity?: Fault | undefined; graph?: Fault | undefined }): void {
    this.current = {
      ...(faults.identity !== undefined && { identity: faults.identity }),
      ...(faults.graph !== undefined && { graph: faults.graph }),
    };
    this.owed = { identity: 0, graph: 0 };
  }

  clear(): void {
    this.set({});
  }

  /**
   * Strikes a request of `side` when its turn has come. True: the fault has answered or never will, the handler must
   * `return reply` at once. Called without a user before the side's handlers run, and by the handler with the user as
   * soon as it knows one; each fault is struck by exactly one of the two.
   */
  async strike(side: Side, request: FastifyRequest, reply: FastifyReply, user?: User): Promise<boolean> {
    const fault = this.current[side];
    if (fault === undefined || !concerns(fault, user)) return false;
    if (!reaches(fault, roleOf(request)) || !this.isDue(side, fault)) return false;

    if (fault.delayMs !== undefined) await pause(fault.delayMs, request);
    if (request.raw.socket.destroyed || fault.hang === true || fault.reset === 'beforeHeaders') {
      reply.hijack();
      if (fault.reset === 'beforeHeaders') request.raw.socket.resetAndDestroy();
      return true;
    }
    if (fault.reset === 'midBody') this.cut.add(request);
    if (fault.status === undefined) return false;
    if (fault.retryAfter !== undefined) void reply.header('retry-after', String(fault.retryAfter));
    void reply.status(fault.status).send(errorOf(side, fault.status));
    return true;
  }

  /** Lets the faults of one side reach every route of `scope`. */
  install(scope: FastifyInstance, side: Side): void {
    scope.addHook('onRequest', async (request, reply) => {
      if (await this.strike(side, request, reply)) return reply;
      return undefined;
    });
    scope.addHook('onSend', async (request, reply, payload) =>
      this.cut.has(request) ? cutInHalf(request, reply, payload) : payload,
    );
  }

  /** Spreads a share evenly, so that 0.25 means every fourth request and not a guess. */
  private isDue(side: Side, fault: Fault): boolean {
    const owed = this.owed[side] + (fault.share ?? 1);
    // Sums of decimal fractions fall short of the whole by a rounding error.
    const due = owed >= 1 - 1e-9;
    this.owed[side] = due ? owed - 1 : owed;
    return due;
  }
}

function concerns(fault: Fault, user: User | undefined): boolean {
  if (fault.user === undefined) return user === undefined;
  return user !== undefined && user.userPrincipalName.toLowerCase() === fault.user.toLowerCase();
}

/** Graph throttles the requests inside a batch one by one, but they share its connection. */
function reaches({ status, hang, reset }: Fault, role: RequestRole): boolean {
  const oneByOne = status !== undefined && hang !== true && reset === undefined;
  return role === 'alone' || (role === 'inner') === oneByOne;
}

/** Waits, but not for a client that has gone away. */
async function pause(milliseconds: number, request: FastifyRequest): Promise<void> {
  const gone = new AbortController();
  const abort = (): void => gone.abort();
  request.raw.socket.once('close', abort);
  try {
    await delay(milliseconds, undefined, { signal: gone.signal });
  } catch {
    // The client went away while it waited; the caller sees that at the socket.
  } finally {
    request.raw.socket.off('close', abort);
  }
}
