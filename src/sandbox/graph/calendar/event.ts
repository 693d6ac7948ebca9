import type { User } from '../../directory/types.js';
import { isoSeconds } from '../moment.js';
import type { GraphObject } from '../odata/schema.js';
import { changeKey, outlookId } from '../outlook-id.js';
import type { SeededEvent } from './seeds.js';

const WEEK = 7 * 86_400_000;
const DAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

/** One appointment in one calendar: a single event, or a series with all its occurrences. */
export interface Appointment {
  /** As `/events` lists it. */
  readonly event: GraphObject;
  /** As a calendar view shows it, with the moments it covers. */
  readonly occurrences: readonly { readonly event: GraphObject; readonly start: number; readonly end: number }[];
}

/** The appointment of a seeded event in the calendar of `owner`, who organizes or attends it. */
export function appointment(
  owner: User,
  seed: SeededEvent,
  start: number,
  attendees: readonly string[],
  nameOf: (address: string) => string,
): Appointment {
  const length = seed.minutes * 60_000;
  const common = commonProperties(owner, seed, start, attendees, nameOf);
  const at = (moment: number, id: readonly (string | number)[]): GraphObject => ({
    '@odata.etag': `W/"${changeKey(...id)}"`,
    id: outlookId(...id),
    changeKey: changeKey(...id),
    ...common,
    start: zoned(moment),
    end: zoned(moment + length),
  });
  const identity = [owner.id, 'event', seed.subject, seed.organizer];
  const single = at(start, identity);
  if (seed.weekly === undefined) {
    const event = { ...single, type: 'singleInstance', seriesMasterId: null, recurrence: null };
    return { event, occurrences: [{ event, start, end: start + length }] };
  }
  const event = { ...single, type: 'seriesMaster', seriesMasterId: null, recurrence: recurrence(start, seed.weekly) };
  return {
    event,
    occurrences: Array.from({ length: seed.weekly }, (_, index) => {
      const moment = start + index * WEEK;
      const occurrence = at(moment, [...identity, index]);
      return {
        event: { ...occurrence, type: 'occurrence', seriesMasterId: single['id'], recurrence: null },
        start: moment,
        end: moment + length,
      };
    }),
  };
}

function commonProperties(
  owner: User,
  seed: SeededEvent,
  start: number,
  attendees: readonly string[],
  nameOf: (address: string) => string,
): GraphObject {
  const organizes = owner.mail === seed.organizer;
  const made = isoSeconds(start - 2 * WEEK);
  const location = {
    displayName: seed.location,
    locationType: 'default',
    uniqueId: seed.location,
    uniqueIdType: 'private',
  };
  return {
    createdDateTime: made,
    lastModifiedDateTime: made,
    categories: seed.categories,
    transactionId: null,
    originalStartTimeZone: 'UTC',
    originalEndTimeZone: 'UTC',
    iCalUId: changeKey(seed.subject, seed.organizer),
    reminderMinutesBeforeStart: 15,
    isReminderOn: true,
    hasAttachments: false,
    subject: seed.subject,
    bodyPreview: seed.body,
    importance: seed.importance,
    sensitivity: seed.sensitivity,
    isAllDay: seed.allDay,
    isCancelled: false,
    isOrganizer: organizes,
    responseRequested: true,
    showAs: seed.showAs,
    webLink: `https://outlook.office365.com/owa/?itemid=${changeKey(owner.id, seed.subject)}&exvsurl=1&path=/calendar/item`,
    onlineMeetingUrl: null,
    isOnlineMeeting: seed.online,
    onlineMeetingProvider: seed.online ? 'teamsForBusiness' : 'unknown',
    allowNewTimeProposals: true,
    isDraft: false,
    responseStatus: { response: organizes ? 'organizer' : 'accepted', time: organizes ? '0001-01-01T00:00:00Z' : made },
    body: { contentType: 'html', content: `<html><body><p>${seed.body}</p></body></html>` },
    location,
    locations: seed.location === '' ? [] : [location],
    attendees: attendees.map((address) => ({
      type: 'required',
      status: { response: 'accepted', time: made },
      emailAddress: { name: nameOf(address), address },
    })),
    organizer: { emailAddress: { name: nameOf(seed.organizer), address: seed.organizer } },
  };
}

function zoned(moment: number): GraphObject {
  return { dateTime: new Date(moment).toISOString().replace(/\.\d+Z$/, '.0000000'), timeZone: 'UTC' };
}

function isoDay(moment: number): string {
  return new Date(moment).toISOString().slice(0, 10);
}

function recurrence(start: number, times: number): GraphObject {
  return {
    pattern: {
      type: 'weekly',
      interval: 1,
      month: 0,
      dayOfMonth: 0,
      daysOfWeek: [DAYS[new Date(start).getUTCDay()]],
      firstDayOfWeek: 'sunday',
      index: 'first',
    },
    range: {
      type: 'endDate',
      startDate: isoDay(start),
      endDate: isoDay(start + (times - 1) * WEEK),
      recurrenceTimeZone: 'UTC',
      numberOfOccurrences: 0,
    },
  };
}
