import type { HeldToken } from './graph-token.js';
import type { Partition } from './partition.js';

/** The making of a token that all who miss the same entry at once wait for. */
export interface Making {
  readonly partition: Partition;
  /** By an exchange, whatever lies in the shared level. */
  readonly forced: boolean;
  readonly result: Promise<HeldToken>;
  /** The user was forgotten meanwhile, or wants a newer one: those who wait get the token, no cache does. */
  abandoned: boolean;
}

/** The tokens that are just being made, one making for each entry's key. */
export class Makings {
  private readonly underWay = new Map<string, Making>();

  has(key: string): boolean {
    return this.underWay.has(key);
  }

  /** The one to wait for: none that may yet be answered by what is shared, for a caller who must not be. */
  toJoin(key: string, forced: boolean): Making | undefined {
    const making = this.underWay.get(key);
    return making !== undefined && (making.forced || !forced) ? making : undefined;
  }

  /** In the place of one that nobody is to join any more. `make` is told how to find out whether it was abandoned. */
  begin(
    key: string,
    { partition, forced }: Pick<Making, 'partition' | 'forced'>,
    make: (isAbandoned: () => boolean) => Promise<HeldToken>,
  ): Making {
    const former = this.underWay.get(key);
    if (former !== undefined) former.abandoned = true;
    const making: Making = {
      partition,
      forced,
      abandoned: false,
      result: make(() => making.abandoned).finally(() => {
        if (this.underWay.get(key) === making) this.underWay.delete(key);
      }),
    };
    this.underWay.set(key, making);
    return making;
  }

  /** All of the user whose partition has this name. */
  abandon(name: string): void {
    for (const [key, making] of this.underWay) {
      if (!making.partition.includes(name)) continue;
      making.abandoned = true;
      this.underWay.delete(key);
    }
  }

  abandonAll(): void {
    for (const making of this.underWay.values()) making.abandoned = true;
    this.underWay.clear();
  }
}
