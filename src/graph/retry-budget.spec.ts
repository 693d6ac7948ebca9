import { expect, it } from 'vitest';
import { RetryBudget } from './retry-budget.js';

it('gives a few retries at first, then none while nothing goes well', () => {
  const budget = new RetryBudget(0.05, 5);
  const spent = Array.from({ length: 1000 }, () => budget.spend()).filter(Boolean);
  expect(spent).toHaveLength(5);
});

it('gives a share of what needed no retry', () => {
  const budget = new RetryBudget(0.25, 2);
  while (budget.spend());
  let spent = 0;
  for (let answer = 0; answer < 1000; answer += 1) {
    budget.earn();
    if (budget.spend()) spent += 1;
  }
  expect(spent).toBe(250);
});

it('saves up no more than it gave at first', () => {
  const budget = new RetryBudget(1, 3);
  for (let answer = 0; answer < 1000; answer += 1) budget.earn();
  const spent = Array.from({ length: 1000 }, () => budget.spend()).filter(Boolean);
  expect(spent).toHaveLength(3);
});
