import { randomBytes } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Clock } from '../../../common/clock.js';
import type { User } from '../../directory/types.js';
import type { SignInRequest } from '../authorize/authorization-request.js';
import type { EntraError } from '../entra-error.js';
import { ExpiringMap } from '../expiring-map.js';
import type { Browser, SignedInAccount } from './browsers.js';
import type { SignInProgress } from './next-step.js';

/** What happens when a sign-in has come to its end. */
export interface SignInEnd {
  granted(account: SignedInAccount, user: User, request: FastifyRequest, reply: FastifyReply): FastifyReply;
  refused(failure: EntraError, request: FastifyRequest, reply: FastifyReply): FastifyReply;
}

/** One sign-in in one browser, from the first page to the last. */
export interface SignInFlow {
  /** Travels in the pages' forms; unguessable, and worth nothing in another browser. */
  readonly id: string;
  readonly browserId: string;
  readonly request: SignInRequest;
  readonly end: SignInEnd;
  readonly progress: SignInProgress;
}

const ONE_HOUR = 3600 * 1000;

/** Sign-ins that have not come to their end, in memory. */
export class SignInFlows {
  private readonly open: ExpiringMap<SignInFlow>;

  constructor(clock: Clock) {
    this.open = new ExpiringMap(clock, ONE_HOUR);
  }

  begin(browser: Browser, request: SignInRequest, end: SignInEnd): SignInFlow {
    const id = randomBytes(32).toString('base64url');
    const flow = { id, browserId: browser.id, request, end, progress: {} };
    this.open.set(id, flow);
    return flow;
  }

  /** The flow of a form, if it was this browser that began it. */
  find(id: string | undefined, browser: Browser | undefined): SignInFlow | undefined {
    const flow = id === undefined ? undefined : this.open.get(id);
    return flow !== undefined && flow.browserId === browser?.id ? flow : undefined;
  }

  finish(flow: SignInFlow): void {
    this.open.delete(flow.id);
  }

  clear(): void {
    this.open.clear();
  }
}
