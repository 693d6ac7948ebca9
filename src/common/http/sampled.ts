const WINDOW_MS = 60_000;

/** Lets so many of one kind through per minute and counts the rest: strangers in a loop do not fill a disk. */
export class Sampled {
  private began = -Infinity;
  private seen = 0;

  constructor(
    private readonly perMinute: number,
    /** Told at the next one after the minute how many were left out in it. */
    private readonly leftOut: (count: number) => void,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Whether this one goes through. */
  takes(): boolean {
    if (this.now() - this.began >= WINDOW_MS) {
      if (this.seen > this.perMinute) this.leftOut(this.seen - this.perMinute);
      this.began = this.now();
      this.seen = 0;
    }
    this.seen += 1;
    return this.seen <= this.perMinute;
  }
}
