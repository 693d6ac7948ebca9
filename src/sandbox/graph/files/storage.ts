import { GraphError } from '../errors.js';

const LIMIT = 512 * 1024 * 1024;
/** What a thing costs beside its bytes, so that empty ones do not grow without end either. */
const EACH = 1024;

/** The memory everything a world was given is kept in: bounded, for all its users together. */
export class Storage {
  private taken = 0;

  constructor(private readonly limit = LIMIT) {}

  get free(): number {
    return this.limit - this.taken;
  }

  /** Sets aside room for one thing of so many bytes. Throws 507 where there is none. */
  take(bytes: number): void {
    if (bytes + EACH > this.free) throw new GraphError('storageFull');
    this.taken += bytes + EACH;
  }

  /** Gives back what one thing of so many bytes had. */
  giveBack(bytes: number): void {
    this.taken -= bytes + EACH;
  }

  /** The room of one thing, grown or shrunk. Throws 507. */
  resize(before: number, after: number): void {
    if (after - before > this.free) throw new GraphError('storageFull');
    this.taken += after - before;
  }
}
