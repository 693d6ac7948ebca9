import type { Calendar } from './calendar.js';

export type Availability = 'free' | 'tentative' | 'busy' | 'oof' | 'workingElsewhere' | 'unknown';
/** The digits of an availability view, in order. */
const VIEW: readonly Availability[] = ['free', 'tentative', 'busy', 'oof', 'workingElsewhere'];
/** What counts where several overlap. */
const STRENGTH: readonly Availability[] = ['free', 'workingElsewhere', 'tentative', 'busy', 'oof'];

/** Working hours every mailbox begins with: UTC, Monday to Friday. */
export const WORKING_HOURS = {
  daysOfWeek: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'],
  startTime: '08:00:00.0000000',
  endTime: '17:00:00.0000000',
  timeZone: { name: 'UTC' },
} as const;
const [OPENS, CLOSES] = [8, 17];
const DAY = 86_400_000;

/** A time somebody has something to do. */
export interface BusyTime {
  readonly start: number;
  readonly end: number;
  /** The stronger covers the weaker; free time has 0. */
  readonly strength: number;
}

/** What somebody has to do between two moments. */
export function busyTimes(calendar: Calendar, from: number, to: number): readonly BusyTime[] {
  return calendar
    .between(from, to)
    .filter(({ event }) => !event.isCancelled)
    .map(({ event, start, end }) => ({ start, end, strength: STRENGTH.findIndex((each) => each === event.showAs) }))
    .filter(({ strength }) => strength > 0);
}

/** What is shown of somebody between two moments. */
export function availability(busy: readonly BusyTime[], from: number, to: number): Availability {
  const strongest = busy.reduce(
    (most, { start, end, strength }) => (start < to && end > from ? Math.max(most, strength) : most),
    0,
  );
  return STRENGTH[strongest] ?? 'free';
}

/** One digit for each slot from `from` on: 0 free, 1 tentative, 2 busy, 3 away, 4 elsewhere. */
export function availabilityView(busy: readonly BusyTime[], from: number, to: number, slot: number): string {
  const strengths = new Uint8Array(Math.ceil((to - from) / slot));
  for (const { start, end, strength } of busy) {
    const last = Math.min(Math.ceil((end - from) / slot), strengths.length);
    for (let at = Math.max(0, Math.floor((start - from) / slot)); at < last; at += 1)
      strengths[at] = Math.max(strengths[at] ?? 0, strength);
  }
  return Array.from(strengths, (strength) => VIEW.indexOf(STRENGTH[strength] ?? 'free')).join('');
}

/** Whether a meeting lies within the hours of an activity. */
export function isWithinHours(domain: 'work' | 'personal' | 'unrestricted', start: number, end: number): boolean {
  if (domain === 'unrestricted') return true;
  const day = new Date(start).getUTCDay();
  const midnight = Math.floor(start / DAY) * DAY;
  const fits = start >= midnight + OPENS * 3_600_000 && end <= midnight + CLOSES * 3_600_000;
  return fits && (domain === 'personal' || (day !== 0 && day !== 6));
}
