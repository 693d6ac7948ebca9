import { expect, it } from 'vitest';
import { Sampled } from './sampled.js';

it('lets so many through per minute, and tells afterwards how many it did not', () => {
  let now = 0;
  const leftOut: number[] = [];
  const sampled = new Sampled(
    3,
    (count) => leftOut.push(count),
    () => now,
  );
  const takes = (): readonly boolean[] => Array.from({ length: 5 }, () => sampled.takes());
  expect(takes()).toEqual([true, true, true, false, false]);
  now += 59_999;
  expect(sampled.takes()).toBe(false);
  expect(leftOut).toEqual([]);
  now += 1;
  expect(takes()).toEqual([true, true, true, false, false]);
  expect(leftOut).toEqual([3]);
});
