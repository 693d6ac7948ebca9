import { randomUUID } from 'node:crypto';
import { GraphError } from '../errors.js';
import { isoSeconds } from '../moment.js';
import { changeKey } from '../outlook-id.js';
import type { Calendar, Found } from './calendar.js';
import type { Calendars } from './calendars.js';
import type { Appointment, Attendee, CalendarEvent, EventChange } from './event.js';
import { appointmentOf, identityOf, momentOfTime, NEVER, revised } from './event.js';
import { changeOccurrence, leaveOut } from './occurrences.js';
import { onlineMeetingOf } from './online-meeting.js';

/** What an attendee's copy has of its own; all else follows the organizer's. */
const OWN = [
  '@odata.etag',
  'id',
  'changeKey',
  'webLink',
  'type',
  'createdDateTime',
  'categories',
  'isOrganizer',
  'reminderMinutesBeforeStart',
  'isReminderOn',
  'responseStatus',
  'showAs',
  'sensitivity',
  'transactionId',
] as const;

const NOT_RESPONDED = { response: 'notResponded', time: NEVER };

/** Puts a new event into its organizer's calendar and into that of each attendee who has one here. Throws 400, 409, 507. */
export function makeEvent(calendars: Calendars, calendar: Calendar, change: EventChange, now: number): Appointment {
  const { owner } = calendar;
  const { transactionId = null } = change;
  if (transactionId !== null && calendar.appointments.some(({ event }) => event.transactionId === transactionId))
    throw new GraphError('transactionKnown');
  if (change.start === undefined || change.end === undefined)
    throw new GraphError('eventInvalid', 'An event needs start and end.');
  const iCalUId = `040000008200E00074C5B7101A82E008${changeKey(randomUUID())}`;
  const time = isoSeconds(now);
  const blank: CalendarEvent = {
    ...identityOf(owner, randomUUID()),
    createdDateTime: time,
    lastModifiedDateTime: time,
    categories: [],
    transactionId: null,
    originalStartTimeZone: 'UTC',
    originalEndTimeZone: 'UTC',
    iCalUId,
    reminderMinutesBeforeStart: 15,
    isReminderOn: true,
    hasAttachments: false,
    subject: '',
    bodyPreview: '',
    importance: 'normal',
    sensitivity: 'normal',
    isAllDay: false,
    isCancelled: false,
    isOrganizer: true,
    responseRequested: true,
    seriesMasterId: null,
    showAs: change.isAllDay === true ? 'free' : 'busy',
    type: 'singleInstance',
    onlineMeetingUrl: null,
    isOnlineMeeting: false,
    onlineMeetingProvider: 'unknown',
    onlineMeeting: null,
    allowNewTimeProposals: true,
    isDraft: false,
    recurrence: null,
    responseStatus: { response: 'organizer', time: NEVER },
    body: { contentType: 'html', content: '' },
    start: change.start,
    end: change.end,
    location: { displayName: '', locationType: 'default', uniqueId: '', uniqueIdType: 'unknown' },
    locations: [],
    attendees: [],
    organizer: { emailAddress: { name: owner.displayName, address: owner.mail } },
  };
  const made = calendar.add(checked({ ...blank, ...change, ...onlineOf(iCalUId, change) }));
  invite(calendars, made.event, now);
  return made;
}

/** Changes an event, or one occurrence of a series; an organizer's change reaches every copy. Throws 400. */
export function changeEvent(
  calendars: Calendars,
  calendar: Calendar,
  { appointment, occurrence, event }: Found,
  asked: EventChange,
  now: number,
): CalendarEvent {
  const change = { ...asked, ...onlineOf(event.iCalUId, asked) };
  if (occurrence !== undefined && appointment.event.recurrence !== null) {
    if (change.recurrence)
      throw new GraphError('eventInvalid', 'An occurrence of a series has no recurrence of its own.');
    changeOccurrence(calendar, appointment, occurrence, change);
    if (event.isOrganizer)
      for (const [copies, copy] of copiesOf(calendars, appointment.event)) {
        const same = copy.occurrences.find(({ original }) => original === occurrence.original);
        if (same !== undefined) changeOccurrence(copies, copy, same, shared(change));
      }
    return calendar.find(occurrence.id).event;
  }
  const next = revisedAppointment(appointment, change, now);
  if (!event.isOrganizer) return calendar.put(next).event;
  // Who said yes to another time has not answered yet.
  const attendees = isMoved(event, next.event) ? next.event.attendees.map(unanswered) : next.event.attendees;
  const { event: told } = calendar.put({ ...next, event: { ...next.event, attendees } });
  followOrganizer(calendars, event, told, now);
  return told;
}

/** Takes an event, or one occurrence of a series, out of a calendar; an organizer's is cancelled for everybody. */
export function deleteEvent(calendars: Calendars, calendar: Calendar, found: Found, now: number): void {
  const { appointment, occurrence, event } = found;
  const whole = occurrence === undefined || appointment.event.recurrence === null;
  if (event.isOrganizer)
    for (const [copies, copy] of copiesOf(calendars, appointment.event)) {
      if (whole) copies.put(revisedAppointment(copy, cancelled(copy.event), now));
      else leaveOut(copies, copy, occurrence.original);
    }
  if (whole) calendar.remove(appointment);
  else leaveOut(calendar, appointment, occurrence.original);
}

/** The copies of a meeting in its attendees' calendars. */
export function copiesOf(calendars: Calendars, event: CalendarEvent): readonly (readonly [Calendar, Appointment])[] {
  return event.attendees.flatMap(({ emailAddress: { address } }) => {
    const calendar = calendars.addressed(address);
    const copy = calendar?.copyOf(event);
    return calendar === undefined || copy === undefined || copy.event.isOrganizer ? [] : [[calendar, copy] as const];
  });
}

/** The next version of an appointment; its occurrences stay what they are while its times do. */
export function revisedAppointment(appointment: Appointment, change: EventChange, now: number): Appointment {
  const moved = change.start !== undefined || change.end !== undefined || change.recurrence !== undefined;
  const event = revised(appointment.event, change, now);
  return moved ? checked(event) : { ...appointment, event };
}

function followOrganizer(calendars: Calendars, before: CalendarEvent, event: CalendarEvent, now: number): void {
  const invited = new Set(event.attendees.map(({ emailAddress }) => calendars.addressed(emailAddress.address)));
  const { start, end, recurrence, ...rest } = shared(event);
  const moved = isMoved(before, event) && {
    start,
    end,
    recurrence,
    responseStatus: NOT_RESPONDED,
    showAs: 'tentative',
  };
  for (const [copies, copy] of copiesOf(calendars, before))
    copies.put(revisedAppointment(copy, invited.has(copies) ? { ...rest, ...moved } : cancelled(copy.event), now));
  invite(calendars, event, now);
}

/** Gives each attendee a copy to answer who has none; a full calendar is its owner's trouble, not the organizer's. */
function invite(calendars: Calendars, event: CalendarEvent, now: number): void {
  for (const { emailAddress } of event.attendees) {
    const calendar = calendars.addressed(emailAddress.address);
    const known = calendar?.copyOf(event);
    if (calendar === undefined || known?.event.isCancelled === false) continue;
    if (known !== undefined) calendar.remove(known);
    const copy: CalendarEvent = {
      ...event,
      ...identityOf(calendar.owner, randomUUID()),
      createdDateTime: isoSeconds(now),
      categories: [],
      transactionId: null,
      isOrganizer: false,
      responseStatus: NOT_RESPONDED,
      showAs: 'tentative',
    };
    try {
      calendar.add(appointmentOf(copy));
    } catch (error) {
      if (!(error instanceof GraphError) || error.failure !== 'mailboxFull') throw error;
    }
  }
}

function checked(event: CalendarEvent): Appointment {
  if (momentOfTime(event.end) < momentOfTime(event.start))
    throw new GraphError('eventInvalid', 'The end of an event is after its start.');
  const appointment = appointmentOf(event);
  if (appointment.occurrences.length === 0)
    throw new GraphError('eventInvalid', 'The recurrence has no occurrence at all.');
  return appointment;
}

function isMoved(before: CalendarEvent, after: CalendarEvent): boolean {
  return timesOf(before) !== timesOf(after);
}

function timesOf({ start, end, recurrence }: CalendarEvent): string {
  return JSON.stringify([start, end, recurrence]);
}

function unanswered(attendee: Attendee): Attendee {
  return { ...attendee, status: { response: 'none', time: NEVER } };
}

function shared(change: EventChange): EventChange {
  const own: readonly string[] = OWN;
  return Object.fromEntries(Object.entries(change).filter(([name]) => !own.includes(name)));
}

function cancelled({ subject }: CalendarEvent): EventChange {
  return { isCancelled: true, subject: `Canceled: ${subject}`, showAs: 'free', isReminderOn: false };
}

function onlineOf(iCalUId: string, { isOnlineMeeting }: EventChange): EventChange {
  if (isOnlineMeeting === undefined) return {};
  return {
    onlineMeetingProvider: isOnlineMeeting ? 'teamsForBusiness' : 'unknown',
    onlineMeeting: onlineMeetingOf(iCalUId, isOnlineMeeting),
  };
}
