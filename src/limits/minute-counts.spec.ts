import { describe, expect, it } from 'vitest';
import { StoppedClock } from '../../test/helpers/stopped-clock.js';
import { MinuteCounts } from './minute-counts.js';

describe('a count by minute', () => {
  const counts = (): { clock: StoppedClock; counts: MinuteCounts } => {
    const clock = new StoppedClock();
    return { clock, counts: new MinuteCounts(clock, (count) => count) };
  };

  it('is kept for one minute from its first use, however long others have been counted', () => {
    const { clock, counts: all } = counts();
    all.of('early').used = 1;
    clock.forward(50);
    all.of('late').used = 7;
    clock.forward(59);
    expect(all.of('early').used).toBe(0);
    expect(all.of('late').used).toBe(7);
    clock.forward(1);
    expect(all.of('late').used).toBe(0);
  });

  it('is of one name, and bounded in number', () => {
    const { counts: all } = counts();
    all.of('first').used = 5;
    for (let index = 0; index < 99_999; index += 1) all.of(`name ${index}`).used = 1;
    expect(all.of('first').used).toBe(5);
    for (let index = 0; index < 300_000; index += 1) all.of(`other ${index}`);
    expect(all.of('first').used).toBe(0);
  });
});
