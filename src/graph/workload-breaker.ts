import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { Meters } from '../common/meters/meters.js';
import { graphUnavailable } from './graph.errors.js';
import type { Workload } from './workload.js';
import { WORKLOADS } from './workload.js';

/** So many failures with no success between them, of so many different users, within so long. */
const FAILURES_TO_OPEN = 10;
const USERS_TO_OPEN = 3;
const WINDOW_MS = 30_000;
/** How long nobody is let through after that, and after a probe that failed, in milliseconds. */
const PAUSE_MS = 5_000;

/** Statuses by which a workload says that it is in trouble. */
export const TROUBLE: ReadonlySet<number> = new Set([500, 502, 503, 504]);

/** How a call ended as far as the workload is concerned; `unknown` where the caller went away first. */
export type CallEnd = 'answered' | 'failed' | 'unknown';

/** One workload that is failing. */
interface Trouble {
  failures: number;
  /** No more than it takes to open. */
  readonly users: Set<string>;
  since: number;
  /** Undefined: not open. */
  openUntil: number | undefined;
  probing: boolean;
  lastProber: string | undefined;
}

/**
 * Spares callers the wait for a workload of Graph's that answers nobody, and it their requests. What a single user
 * runs into opens nothing: a mailbox of theirs may be broken. While open, one request after each pause probes.
 */
@Injectable()
export class WorkloadBreaker {
  private readonly troubles = new Map<Workload, Trouble>();

  constructor(
    private readonly clock: Clock,
    { breakers }: Meters,
  ) {
    for (const workload of WORKLOADS)
      breakers.set([`graph_${workload}`], () => Number(this.troubles.get(workload)?.openUntil !== undefined));
  }

  /** Whoever may call must say how it ended. Throws `graph_unavailable`. */
  enter(workload: Workload, user: string): void {
    this.expectPassage(workload, user);
    const trouble = this.troubles.get(workload);
    if (trouble?.openUntil === undefined) return;
    trouble.probing = true;
    trouble.lastProber = user;
  }

  /** Throws what `enter` would, for who is not ready to enter yet. */
  expectPassage(workload: Workload, user: string): void {
    const trouble = this.troubles.get(workload);
    if (trouble?.openUntil === undefined) return;
    const now = this.clock.now();
    // The last prober lets others try first: its failure may have been its own.
    const free = trouble.openUntil + (user === trouble.lastProber ? PAUSE_MS : 0);
    if (trouble.probing || now < free)
      throw graphUnavailable(new Error(`${workload} is failing`), Math.ceil(Math.max(1_000, free - now) / 1_000));
  }

  leave(workload: Workload, user: string, end: CallEnd): void {
    if (end === 'answered') {
      if (this.troubles.size > 0) this.troubles.delete(workload);
      return;
    }
    const trouble = this.troubles.get(workload);
    if (trouble?.openUntil !== undefined) {
      // What began before it opened says nothing new.
      if (!trouble.probing || user !== trouble.lastProber) return;
      trouble.probing = false;
      if (end === 'failed') trouble.openUntil = this.clock.now() + PAUSE_MS;
    } else if (end === 'failed') {
      this.count(trouble, workload, user);
    }
  }

  private count(known: Trouble | undefined, workload: Workload, user: string): void {
    const now = this.clock.now();
    const trouble = known !== undefined && now - known.since <= WINDOW_MS ? known : newTrouble(now);
    this.troubles.set(workload, trouble);
    trouble.failures += 1;
    if (trouble.users.size < USERS_TO_OPEN) trouble.users.add(user);
    if (trouble.failures >= FAILURES_TO_OPEN && trouble.users.size >= USERS_TO_OPEN) trouble.openUntil = now + PAUSE_MS;
  }
}

function newTrouble(since: number): Trouble {
  return { failures: 0, users: new Set(), since, openUntil: undefined, probing: false, lastProber: undefined };
}
