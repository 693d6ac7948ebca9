import type { FastifyReply, FastifyRequest } from 'fastify';
import { nameOf } from '../common/caller.js';
import type { MarkdownWish } from './markdown/markdown-wish.js';
import type { Operation } from './operation.js';
import type { Workload } from './workload.js';

/** One request for an open operation, on its way to Graph. */
export interface GraphCall {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly operation: Operation;
  /** Which service of Graph's answers it. */
  readonly workload: Workload;
  /** Names the user it is for. */
  readonly user: string;
  /** Whether a body goes with it, which can be sent once only. */
  readonly carriesBody: boolean;
  /** Whether its answer goes out in Markdown. */
  readonly markdown: MarkdownWish;
  /** When it came, in milliseconds since the epoch. */
  readonly startedAt: number;
}

/** Names the user a request is for, within this process. */
export function userOf({ caller, handle }: Pick<FastifyRequest, 'caller' | 'handle'>): string {
  const user = caller ?? handle;
  return user === undefined ? '' : nameOf(user);
}
