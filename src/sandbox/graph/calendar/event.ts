import type { User } from '../../directory/types.js';
import { isoSeconds } from '../moment.js';
import { changeKey, outlookId } from '../outlook-id.js';
import type { Pattern, Range } from './recurrence.js';
import { datesOf } from './recurrence.js';
import type { ZonedTime } from './time-zone.js';
import { localTime, momentIn } from './time-zone.js';

export type Location = {
  readonly displayName: string;
  readonly locationType: string;
  readonly uniqueId: string;
  readonly uniqueIdType: string;
};
export type ResponseStatus = { readonly response: string; readonly time: string };
export type Attendee = {
  readonly type: string;
  readonly status: ResponseStatus;
  readonly emailAddress: { readonly name: string; readonly address: string };
};
export type Recurrence = { readonly pattern: Pattern; readonly range: Range };

/** microsoft.graph.event as it goes out, times in UTC. */
export type CalendarEvent = {
  readonly '@odata.etag': string;
  readonly id: string;
  readonly changeKey: string;
  readonly createdDateTime: string;
  readonly lastModifiedDateTime: string;
  readonly categories: readonly string[];
  readonly transactionId: string | null;
  readonly originalStartTimeZone: string;
  readonly originalEndTimeZone: string;
  /** The same in every calendar the meeting is in. */
  readonly iCalUId: string;
  readonly reminderMinutesBeforeStart: number;
  readonly isReminderOn: boolean;
  readonly hasAttachments: boolean;
  readonly subject: string;
  readonly bodyPreview: string;
  readonly importance: string;
  readonly sensitivity: string;
  readonly isAllDay: boolean;
  readonly isCancelled: boolean;
  readonly isOrganizer: boolean;
  readonly responseRequested: boolean;
  readonly seriesMasterId: string | null;
  readonly showAs: string;
  readonly type: 'singleInstance' | 'occurrence' | 'exception' | 'seriesMaster';
  readonly webLink: string;
  readonly onlineMeetingUrl: null;
  readonly isOnlineMeeting: boolean;
  readonly onlineMeetingProvider: string;
  readonly onlineMeeting: { readonly joinUrl: string } | null;
  readonly allowNewTimeProposals: boolean;
  readonly isDraft: boolean;
  readonly recurrence: Recurrence | null;
  readonly responseStatus: ResponseStatus;
  readonly body: { readonly contentType: 'text' | 'html'; readonly content: string };
  readonly start: ZonedTime;
  readonly end: ZonedTime;
  readonly location: Location;
  readonly locations: readonly Location[];
  readonly attendees: readonly Attendee[];
  readonly organizer: { readonly emailAddress: { readonly name: string; readonly address: string } };
};

/** What one occurrence of a series has of its own. */
export type EventChange = Partial<Omit<CalendarEvent, '@odata.etag' | 'id' | 'changeKey' | 'type' | 'seriesMasterId'>>;

/** One time an appointment takes place. */
export interface Occurrence {
  readonly id: string;
  /** The moments it covers. */
  readonly start: number;
  readonly end: number;
  /** When the series has it take place; tells occurrences of one meeting in several calendars apart. */
  readonly original: number;
  /** Present where it differs from its series. */
  readonly change?: EventChange;
}

/** One appointment in one calendar: a single event, or a series with all its occurrences. */
export interface Appointment {
  /** As `/events` lists it. */
  readonly event: CalendarEvent;
  readonly occurrences: readonly Occurrence[];
}

export const NEVER = '0001-01-01T00:00:00Z';

/** The appointment of an event: where `recurrence` says so, at the same local time again and again. */
export function appointmentOf(event: CalendarEvent): Appointment {
  const [start, end] = [momentOfTime(event.start), momentOfTime(event.end)];
  const { recurrence, id, originalStartTimeZone: zone } = event;
  if (recurrence === null) {
    const single = { ...event, type: 'singleInstance', seriesMasterId: null } as const;
    return { event: single, occurrences: [{ id, start, end, original: start }] };
  }
  const time = localTime(start, zone).slice(11);
  const occurrences = datesOf(recurrence.pattern, recurrence.range).map((date) => {
    const moment = momentIn(`${date}T${time}`, zone);
    return { id: outlookId(id, 'occurrence', date), start: moment, end: moment + end - start, original: moment };
  });
  return { event: { ...event, type: 'seriesMaster', seriesMasterId: null }, occurrences };
}

/** An occurrence as an event of its own; the one of a single event is that event. */
export function occurrenceEvent({ event }: Appointment, occurrence: Occurrence): CalendarEvent {
  if (event.recurrence === null) return event;
  const { id, start, end, change } = occurrence;
  const key = changeKey(event.changeKey, id, JSON.stringify(change ?? {}));
  return {
    ...event,
    ...change,
    '@odata.etag': `W/"${key}"`,
    id,
    changeKey: key,
    webLink: webLink(id),
    type: change === undefined ? 'occurrence' : 'exception',
    seriesMasterId: event.id,
    recurrence: null,
    start: utc(start),
    end: utc(end),
  };
}

/** The next version of an event. */
export function revised(event: CalendarEvent, change: EventChange, now: number): CalendarEvent {
  const key = changeKey(event.changeKey, now, JSON.stringify(change));
  return { ...event, ...change, '@odata.etag': `W/"${key}"`, changeKey: key, lastModifiedDateTime: isoSeconds(now) };
}

/** Where a new event of a calendar begins: its id, and what follows from it. */
export function identityOf(
  owner: User,
  ...parts: readonly (string | number)[]
): Pick<CalendarEvent, '@odata.etag' | 'id' | 'changeKey' | 'webLink'> {
  const identity = [owner.id, 'event', ...parts];
  const id = outlookId(...identity);
  return {
    '@odata.etag': `W/"${changeKey(...identity)}"`,
    id,
    changeKey: changeKey(...identity),
    webLink: webLink(id),
  };
}

/** A moment as calendars tell it in UTC. */
export function utc(moment: number): ZonedTime {
  return { dateTime: new Date(moment).toISOString().replace(/\.\d+Z$/, '.0000000'), timeZone: 'UTC' };
}

/** The moment of a time in UTC. */
export function momentOfTime({ dateTime }: ZonedTime): number {
  return Date.parse(`${dateTime.slice(0, 23)}Z`);
}

function webLink(id: string): string {
  return `https://outlook.office365.com/owa/?itemid=${encodeURIComponent(id)}&exvsurl=1&path=/calendar/item`;
}
