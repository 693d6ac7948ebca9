import { Clock } from '../../src/common/clock.js';

/** A clock that stands still until it is moved. */
export class StoppedClock extends Clock {
  /** Starts at a whole second of the present, because certificates are of the present. */
  private moment = Math.floor(Date.now() / 1000) * 1000;

  override now(): number {
    return this.moment;
  }

  get seconds(): number {
    return this.moment / 1000;
  }

  forward(seconds: number): void {
    this.moment += seconds * 1000;
  }
}
