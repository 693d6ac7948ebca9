/** Where every part that compares times gets its present from; tests inject their own. Milliseconds since the epoch. */
export abstract class Clock {
  abstract now(): number;
}

/** The machine's clock. */
export class SystemClock extends Clock {
  override now(): number {
    return Date.now();
  }
}

/** Whole seconds since the epoch, the unit of JWT times (RFC 7519 section 2, NumericDate). */
export function numericDate(clock: Clock): number {
  return Math.floor(clock.now() / 1000);
}
