import { GraphError } from '../errors.js';
import { isoSeconds } from '../moment.js';
import type { Calendar, Found } from './calendar.js';
import type { Calendars } from './calendars.js';
import { revisedAppointment } from './meetings.js';

export type Answered = 'accepted' | 'tentativelyAccepted' | 'declined';
const SHOWN = { accepted: 'busy', tentativelyAccepted: 'tentative', declined: 'free' } as const;

/**
 * Answers a meeting: the attendee's own copy says so, a declined one leaves the calendar, and the organizer's copy tells
 * it where a response is sent. Throws 400 for the organizer.
 */
export function answerMeeting(
  calendars: Calendars,
  calendar: Calendar,
  { appointment }: Found,
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
  if (response === 'declined') calendar.remove(appointment);
  else calendar.put(revisedAppointment(appointment, { responseStatus: status, showAs: SHOWN[response] }, now));
  if (!sendsResponse) return;
  const organizer = calendars.addressed(event.organizer.emailAddress.address);
  const original = organizer?.copyOf(event);
  if (organizer === undefined || original === undefined) return;
  const attendees = original.event.attendees.map((each) =>
    calendars.addressed(each.emailAddress.address) === calendar ? { ...each, status } : each,
  );
  organizer.put(revisedAppointment(original, { attendees }, now));
}
