import type { User } from '../../directory/types.js';
import { isoSeconds } from '../moment.js';
import { changeKey } from '../outlook-id.js';
import type { CalendarEvent, Recurrence } from './event.js';
import { identityOf, NEVER, utc } from './event.js';
import { onlineMeetingOf } from './online-meeting.js';
import { WEEKDAYS } from './recurrence.js';
import type { SeededEvent } from './seeds.js';

const WEEK = 7 * 86_400_000;

/** The event of a seed in the calendar of `owner`, who organizes or attends it. */
export function seededEvent(
  owner: User,
  seed: SeededEvent,
  start: number,
  attendees: readonly string[],
  nameOf: (address: string) => string,
): CalendarEvent {
  const organizes = owner.mail === seed.organizer;
  const made = isoSeconds(start - 2 * WEEK);
  const location = {
    displayName: seed.location,
    locationType: 'default',
    uniqueId: seed.location,
    uniqueIdType: 'private',
  };
  const iCalUId = changeKey(seed.subject, seed.organizer);
  return {
    ...identityOf(owner, seed.subject, seed.organizer),
    createdDateTime: made,
    lastModifiedDateTime: made,
    categories: seed.categories,
    transactionId: null,
    originalStartTimeZone: 'UTC',
    originalEndTimeZone: 'UTC',
    iCalUId,
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
    seriesMasterId: null,
    showAs: seed.showAs,
    type: 'singleInstance',
    onlineMeetingUrl: null,
    isOnlineMeeting: seed.online,
    onlineMeetingProvider: seed.online ? 'teamsForBusiness' : 'unknown',
    onlineMeeting: onlineMeetingOf(iCalUId, seed.online),
    allowNewTimeProposals: true,
    isDraft: false,
    recurrence: seed.weekly === undefined ? null : everyWeek(start, seed.weekly),
    responseStatus: organizes ? { response: 'organizer', time: NEVER } : { response: 'accepted', time: made },
    body: { contentType: 'html', content: `<html><body><p>${seed.body}</p></body></html>` },
    start: utc(start),
    end: utc(start + seed.minutes * 60_000),
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

function everyWeek(start: number, times: number): Recurrence {
  return {
    pattern: {
      type: 'weekly',
      interval: 1,
      month: 0,
      dayOfMonth: 0,
      daysOfWeek: [WEEKDAYS[new Date(start).getUTCDay()] ?? 'monday'],
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

function isoDay(moment: number): string {
  return new Date(moment).toISOString().slice(0, 10);
}
