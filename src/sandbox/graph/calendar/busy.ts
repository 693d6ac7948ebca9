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

/** What a calendar says of somebody between two moments. */
export function availability(calendar: Calendar, from: number, to: number): Availability {
  const shown = calendar
    .between(from, to)
    .filter(({ event }) => !event.isCancelled)
    .map(({ event }) => STRENGTH.findIndex((each) => each === event.showAs));
  return STRENGTH[Math.max(0, ...shown)] ?? 'free';
}

/** One digit for each slot from `from` on: 0 free, 1 tentative, 2 busy, 3 away, 4 elsewhere. */
export function availabilityView(calendar: Calendar, from: number, to: number, slot: number): string {
  const slots = Math.ceil((to - from) / slot);
  return Array.from({ length: slots }, (_, index) => {
    const start = from + index * slot;
    return VIEW.indexOf(availability(calendar, start, Math.min(start + slot, to)));
  }).join('');
}

/** Whether a meeting lies within the hours of an activity. */
export function isWithinHours(domain: 'work' | 'personal' | 'unrestricted', start: number, end: number): boolean {
  if (domain === 'unrestricted') return true;
  const day = new Date(start).getUTCDay();
  const midnight = Math.floor(start / DAY) * DAY;
  const fits = start >= midnight + OPENS * 3_600_000 && end <= midnight + CLOSES * 3_600_000;
  return fits && (domain === 'personal' || (day !== 0 && day !== 6));
}
