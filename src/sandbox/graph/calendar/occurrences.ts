import { GraphError } from '../errors.js';
import type { Calendar } from './calendar.js';
import type { Appointment, EventChange, Occurrence } from './event.js';
import { momentOfTime, utc } from './event.js';

/** Gives one occurrence of a series something of its own. Throws 400 where it would end before it begins. */
export function changeOccurrence(
  calendar: Calendar,
  appointment: Appointment,
  occurrence: Occurrence,
  change: EventChange,
): void {
  const [start, end] = [change.start, change.end].map((time) => (time === undefined ? undefined : momentOfTime(time)));
  const next = {
    ...occurrence,
    start: start ?? occurrence.start,
    end: end ?? (start ?? occurrence.start) + occurrence.end - occurrence.start,
    change: { ...occurrence.change, ...change },
  };
  if (next.end < next.start) throw new GraphError('eventInvalid', 'The end of an event is after its start.');
  const times = { start: utc(next.start), end: utc(next.end) };
  replaceOccurrence(calendar, appointment, { ...next, change: { ...next.change, ...times } });
}

function replaceOccurrence(calendar: Calendar, appointment: Appointment, next: Occurrence): void {
  const occurrences = appointment.occurrences.map((each) => (each.id === next.id ? next : each));
  calendar.put({ ...appointment, occurrences });
}

/** Takes one occurrence, named by when the series has it, out of a series. */
export function leaveOut(calendar: Calendar, appointment: Appointment, original: number): void {
  calendar.put({ ...appointment, occurrences: appointment.occurrences.filter((each) => each.original !== original) });
}
