/** What repeats and how often (microsoft.graph.recurrencePattern). */
export interface Pattern {
  readonly type: 'daily' | 'weekly' | 'absoluteMonthly' | 'relativeMonthly' | 'absoluteYearly' | 'relativeYearly';
  readonly interval: number;
  /** 1 to 12, of yearly patterns. */
  readonly month: number;
  readonly dayOfMonth: number;
  readonly daysOfWeek: readonly Weekday[];
  readonly firstDayOfWeek: Weekday;
  readonly index: 'first' | 'second' | 'third' | 'fourth' | 'last';
}

/** From when to when it repeats (microsoft.graph.recurrenceRange); dates are `YYYY-MM-DD`. */
export interface Range {
  readonly type: 'endDate' | 'noEnd' | 'numbered';
  readonly startDate: string;
  readonly endDate: string;
  readonly numberOfOccurrences: number;
  readonly recurrenceTimeZone: string;
}

export const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** Exchange's own limit of a numbered series; one without an end is shown as far. */
export const MAX_OCCURRENCES = 999;
const DAY = 86_400_000;
const INDEXES = ['first', 'second', 'third', 'fourth'];
/** Patterns that never meet a date, such as the 31st of every 12th month from February, end somewhere. */
const MAX_STEPS = 20_000;

/** The days a series takes place on, in order, as `YYYY-MM-DD`. */
export function datesOf(pattern: Pattern, range: Range): readonly string[] {
  const start = Date.parse(range.startDate);
  const end = range.type === 'endDate' ? Date.parse(range.endDate) : Number.POSITIVE_INFINITY;
  const most = range.type === 'numbered' ? Math.min(range.numberOfOccurrences, MAX_OCCURRENCES) : MAX_OCCURRENCES;
  const dates: string[] = [];
  for (let step = 0; step < MAX_STEPS && dates.length < most; step += 1) {
    const period = daysOf(pattern, start, step * Math.max(pattern.interval, 1));
    for (const day of period.filter((each) => each >= start && each <= end).slice(0, most - dates.length))
      dates.push(new Date(day).toISOString().slice(0, 10));
    if (period.some((day) => day > end)) break;
  }
  return dates;
}

/** The days of the pattern in the period (day, week, month or year) that many after the one of `start`. */
function daysOf(pattern: Pattern, start: number, later: number): readonly number[] {
  const from = new Date(start);
  const [year, month] = [from.getUTCFullYear(), from.getUTCMonth()];
  switch (pattern.type) {
    case 'daily':
      return [start + later * DAY];
    case 'weekly': {
      const first = WEEKDAYS.indexOf(pattern.firstDayOfWeek);
      const week = start - ((from.getUTCDay() - first + 7) % 7) * DAY + later * 7 * DAY;
      return pattern.daysOfWeek
        .map((name) => week + ((WEEKDAYS.indexOf(name) - first + 7) % 7) * DAY)
        .toSorted((one, other) => one - other);
    }
    case 'absoluteMonthly':
      return [dayWithin(year, month + later, pattern.dayOfMonth)];
    case 'relativeMonthly':
      return relativeDay(year, month + later, pattern);
    case 'absoluteYearly':
      return [dayWithin(year + later, pattern.month - 1, pattern.dayOfMonth)];
    default:
      return relativeDay(year + later, pattern.month - 1, pattern);
  }
}

/** That day of a month, or its last where it is shorter, as Exchange does. */
function dayWithin(year: number, month: number, day: number): number {
  return Date.UTC(year, month, Math.min(day, lengthOf(year, month)));
}

/** The first, second … or last of these weekdays in a month. */
function relativeDay(year: number, month: number, { daysOfWeek, index }: Pattern): readonly number[] {
  const fitting = Array.from({ length: lengthOf(year, month) }, (_, day) => Date.UTC(year, month, day + 1)).filter(
    (day) => daysOfWeek.some((name) => WEEKDAYS.indexOf(name) === new Date(day).getUTCDay()),
  );
  const found = index === 'last' ? fitting.at(-1) : fitting[INDEXES.indexOf(index)];
  return found === undefined ? [] : [found];
}

function lengthOf(year: number, month: number): number {
  return new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
}
