import { Inject, Injectable } from '@nestjs/common';
import type { ServerResponse } from 'node:http';
import type { AppConfig } from '../config/app-config.js';
import { APP_CONFIG } from '../config/app-config.js';
import type { RequestRecord } from '../common/http/request-record.js';
import { rateLimited } from './allowance.js';

/** A request that has come. */
interface Asking {
  readonly record: RequestRecord;
}

interface Lane {
  inside: number;
  /** Lets one in each, in the order in which they came; absent until somebody waits. */
  waiting?: Set<() => void>;
}

/**
 * How many calls to Graph one user has under way, so that nobody takes up what all share. Far above what Graph itself
 * allows at once for a mailbox, because drives allow more and Graph is the one to say; those beyond wait for their turn,
 * as a page full of pictures would, and only those that would wait too long are 429, which Graph's clients repeat.
 */
@Injectable()
export class CallsOfUser {
  private readonly lanes = new Map<string, Lane>();

  constructor(@Inject(APP_CONFIG) private readonly config: Pick<AppConfig, 'limits'>) {}

  /**
   * Takes a place until the response is closed; undefined: it was free, otherwise wait for it: false where the caller has
   * gone meanwhile, for whom nothing more is to be done. Throws or rejects with `rate_limited`.
   */
  enter(user: string, { record }: Asking, response: ServerResponse): Promise<boolean> | undefined {
    // Who has gone will never be heard of again.
    if (response.closed || response.destroyed) return Promise.resolve(false);
    const { callsOfUser, waitingCallsOfUser } = this.config.limits;
    const lane = this.laneOf(user);
    if (lane.inside < callsOfUser) {
      this.admit(user, lane, record);
      return undefined;
    }
    if ((lane.waiting?.size ?? 0) >= waitingCallsOfUser) throw tooManyAtOnce();
    return this.turn(user, lane, record);
  }

  private laneOf(user: string): Lane {
    const known = this.lanes.get(user);
    if (known !== undefined) return known;
    const lane: Lane = { inside: 0 };
    this.lanes.set(user, lane);
    return lane;
  }

  private admit(user: string, lane: Lane, record: RequestRecord): void {
    lane.inside += 1;
    record.atEnd(() => {
      lane.inside -= 1;
      if (lane.waiting !== undefined) {
        const [next] = lane.waiting;
        next?.();
      }
      if (lane.inside === 0) this.lanes.delete(user);
    });
  }

  private turn(user: string, lane: Lane, record: RequestRecord): Promise<boolean> {
    const waiting = (lane.waiting ??= new Set());
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        clearTimeout(timer);
        waiting.delete(comeIn);
      };
      const comeIn = (): void => {
        leave();
        this.admit(user, lane, record);
        resolve(true);
      };
      const timer = setTimeout(() => {
        leave();
        reject(tooManyAtOnce());
      }, this.config.limits.callWaitMs);
      waiting.add(comeIn);
      // Also long after it has come in, where neither does anything any more.
      record.atEnd(() => {
        leave();
        resolve(false);
      });
    });
  }
}

function tooManyAtOnce(): Error {
  return rateLimited(1, 'Too many requests at the same time. Wait for the answers to some of them.');
}
