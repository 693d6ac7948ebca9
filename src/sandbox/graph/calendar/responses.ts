import { GraphError } from '../errors.js';
import { isoSeconds } from '../moment.js';
import type { Calendar, Found } from './calendar.js';
import type { Calendars } from './calendars.js';
import type { Appointment, EventChange, Occurrence } from './event.js';
import { revisedAppointment } from './meetings.js';
import { changeOccurrence, leaveOut } from './occurrences.js';

export type Answered = 'accepted' | 'tentativelyAccepted' | 'declined';
const SHOWN = { accepted: 'busy', tentativelyAccepted: 'tentative', declined: 'free' } as const;

/**
 * Answers a meeting, or one occurrence of a series: the attendee's own copy says so, a declined one leaves the calendar, and the organizer's copy tells
 * it where a response is sent. Throws 400 for the organizer.
 */
export function answerMeeting(
  calendars: Calendars,
  calendar: Calendar,
  { appointment, occurrence }: Found,
  response: Answered,
  sendsResponse: boolean,
  now: number,
): void {
  const { event } = appointment;
  if (event.isOrganizer)
    throw new GraphError(
      'mailRequestInvalid',
      "Your request can't be completed. You can't respond to this meeting because you're the meeting organizer.",
    );
  const status = { response, time: isoSeconds(now) };
  const own = { responseStatus: status, showAs: SHOWN[response] };
  const single = appointment.event.recurrence === null ? undefined : occurrence;
  if (response !== 'declined') answer(calendar, appointment, single, own, now);
  else if (single === undefined) calendar.remove(appointment);
  else leaveOut(calendar, appointment, single.original);
  const organizer = calendars.addressed(event.organizer.emailAddress.address);
  const original = organizer?.copyOf(event);
  if (!sendsResponse || organizer === undefined || original === undefined) return;

  const same = original.occurrences.find((each) => each.original === single?.original);
  if (single !== undefined && same === undefined) return;
  const attendees = (same?.change?.attendees ?? original.event.attendees).map((each) =>
    calendars.addressed(each.emailAddress.address) === calendar ? { ...each, status } : each,
  );
  answer(organizer, original, single && same, { attendees }, now);
}

function answer(
  calendar: Calendar,
  appointment: Appointment,
  occurrence: Occurrence | undefined,
  change: EventChange,
  now: number,
): void {
  if (occurrence === undefined) calendar.put(revisedAppointment(appointment, change, now));
  else changeOccurrence(calendar, appointment, occurrence, change);
}
