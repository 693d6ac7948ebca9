import type { EntityType } from '../odata/schema.js';
import { bool, collection, complex, dateTime, number, text } from '../odata/schema.js';

const emailAddress = complex({ name: text, address: text });
// Exchange keeps these as text beside a zone (microsoft.graph.dateTimeTimeZone), not as moments.
const zonedTime = complex({ dateTime: text, timeZone: text });
const location = complex({ displayName: text, locationType: text, uniqueId: text, uniqueIdType: text });

export const EVENT_TYPE: EntityType = {
  name: 'microsoft.graph.event',
  always: ['id'],
  search: {
    words: ['subject', 'body/content'],
    named: { subject: 'subject', body: 'body/content', from: 'organizer' },
  },
  members: {
    id: text,
    createdDateTime: dateTime,
    lastModifiedDateTime: dateTime,
    changeKey: text,
    categories: collection(text),
    transactionId: text,
    originalStartTimeZone: text,
    originalEndTimeZone: text,
    iCalUId: text,
    reminderMinutesBeforeStart: number,
    isReminderOn: bool,
    hasAttachments: bool,
    subject: text,
    bodyPreview: text,
    importance: text,
    sensitivity: text,
    isAllDay: bool,
    isCancelled: bool,
    isOrganizer: bool,
    responseRequested: bool,
    seriesMasterId: text,
    showAs: text,
    type: text,
    webLink: text,
    onlineMeetingUrl: text,
    isOnlineMeeting: bool,
    onlineMeetingProvider: text,
    onlineMeeting: complex({ joinUrl: text }),
    allowNewTimeProposals: bool,
    hideAttendees: bool,
    isDraft: bool,
    recurrence: complex({
      pattern: complex({ type: text, interval: number, daysOfWeek: collection(text) }),
      range: complex({ type: text, startDate: text, endDate: text, numberOfOccurrences: number }),
    }),
    responseStatus: complex({ response: text, time: dateTime }),
    body: complex({ contentType: text, content: text }),
    start: zonedTime,
    end: zonedTime,
    location,
    locations: collection(location),
    attendees: collection(complex({ type: text, emailAddress, status: complex({ response: text, time: dateTime }) })),
    organizer: complex({ emailAddress }),
  },
};

export const CALENDAR_TYPE: EntityType = {
  name: 'microsoft.graph.calendar',
  always: ['id'],
  members: {
    id: text,
    name: text,
    color: text,
    isDefaultCalendar: bool,
    changeKey: text,
    canShare: bool,
    canViewPrivateItems: bool,
    canEdit: bool,
    owner: emailAddress,
  },
};
