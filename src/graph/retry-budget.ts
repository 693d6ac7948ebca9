/**
 * How many retries all requests together may cause: a few at first, then a share of those that needed none. Where
 * nothing goes well nothing is retried, so that a struggling Graph gets no more to do because it struggles.
 */
export class RetryBudget {
  private tokens: number;

  constructor(
    /** Retries per answer that needed none. */
    private readonly share: number,
    /** Retries at first, and the most that can be saved up. */
    private readonly floor: number,
  ) {
    this.tokens = floor;
  }

  /** An answer came that needs no retry. */
  earn(): void {
    this.tokens = Math.min(this.floor, this.tokens + this.share);
  }

  /** Takes one retry out; false where there is none left. */
  spend(): boolean {
    if (this.tokens < 1) return false;
    this.tokens -= 1;
    return true;
  }
}
