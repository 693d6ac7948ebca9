import { Inject, Injectable } from '@nestjs/common';
import { Problem } from '../../common/problem/problem.js';
import type { AppConfig } from '../../config/app-config.js';
import { APP_CONFIG } from '../../config/app-config.js';

/** What one batch holds. */
export interface BatchHold {
  /** Takes on more bytes. Throws `overloaded` where all batches together hold too much. */
  take(bytes: number): void;
  /** Gives all of it back; does nothing a second time. */
  release(): void;
}

/**
 * What all batches together hold in memory: unlike all else they are read as a whole, there and back. No new one begins
 * while the half of it is taken, so that those under way can end: their requests may have been carried out.
 */
@Injectable()
export class BatchMemory {
  private held = 0;
  private readonly most: number;

  constructor(@Inject(APP_CONFIG) { limits }: Pick<AppConfig, 'limits'>) {
    this.most = limits.batchBytes;
  }

  /** For a batch that begins with so many bytes. Throws `overloaded`. */
  open(bytes: number): BatchHold {
    if (this.held + bytes > this.most / 2) throw overloaded();
    let own = bytes;
    this.held += bytes;
    return {
      take: (more) => {
        if (this.held + more > this.most) throw overloaded();
        own += more;
        this.held += more;
      },
      release: () => {
        this.held -= own;
        own = 0;
      },
    };
  }
}

function overloaded(): Problem {
  return new Problem('overloaded', { retryAfter: 1, reason: 'batch_memory' });
}
