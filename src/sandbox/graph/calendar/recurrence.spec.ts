import { describe, expect, it } from 'vitest';
import type { Pattern, Range } from './recurrence.js';
import { datesOf } from './recurrence.js';

const PATTERN: Pattern = {
  type: 'daily',
  interval: 1,
  month: 0,
  dayOfMonth: 0,
  daysOfWeek: [],
  firstDayOfWeek: 'sunday',
  index: 'first',
};
const RANGE: Range = {
  type: 'numbered',
  startDate: '2026-06-17',
  endDate: '0001-01-01',
  numberOfOccurrences: 3,
  recurrenceTimeZone: 'UTC',
};

describe('a series', () => {
  it.each<[string, Partial<Pattern>, Partial<Range>, string[]]>([
    ['every other day', { interval: 2 }, {}, ['2026-06-17', '2026-06-19', '2026-06-21']],
    [
      'Mondays and Wednesdays of every other week, from the middle of a week',
      { type: 'weekly', interval: 2, daysOfWeek: ['monday', 'wednesday'] },
      {},
      ['2026-06-17', '2026-06-29', '2026-07-01'],
    ],
    [
      'the 31st, which is the last day of shorter months',
      { type: 'absoluteMonthly', dayOfMonth: 31 },
      {},
      ['2026-06-30', '2026-07-31', '2026-08-31'],
    ],
    [
      'the last Friday of a month',
      { type: 'relativeMonthly', daysOfWeek: ['friday'], index: 'last' },
      {},
      ['2026-06-26', '2026-07-31', '2026-08-28'],
    ],
    [
      'a day of the year that has passed this year',
      { type: 'absoluteYearly', month: 2, dayOfMonth: 29 },
      {},
      ['2027-02-28', '2028-02-29', '2029-02-28'],
    ],
    [
      'the second Tuesday of November',
      { type: 'relativeYearly', month: 11, daysOfWeek: ['tuesday'], index: 'second' },
      {},
      ['2026-11-10', '2027-11-09', '2028-11-14'],
    ],
    ['until a day, that day too', {}, { type: 'endDate', endDate: '2026-06-18' }, ['2026-06-17', '2026-06-18']],
    ['that ends before it begins', {}, { type: 'endDate', endDate: '2026-06-16' }, []],
    ['without days', { type: 'weekly' }, {}, []],
  ])('takes place on %s', (_, pattern, range, dates) => {
    expect(datesOf({ ...PATTERN, ...pattern }, { ...RANGE, ...range })).toEqual(dates);
  });

  it('without an end is shown 999 times', () => {
    expect(datesOf(PATTERN, { ...RANGE, type: 'noEnd' })).toHaveLength(999);
  });
});
