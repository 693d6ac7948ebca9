import type { Operation } from '../operation.js';
import { CHANGES, ENTITY, LIST, NOTHING, area, json, many, one } from './notation.js';
import { CALENDAR_READ, CALENDAR_WRITE } from './scopes.js';

const { get, post, patch, remove } = area('Calendar', true);
const EVENT = '/me/events/{event-id}';
const CALENDAR = '/me/calendars/{calendar-id}';
const BETWEEN = { requiredQuery: ['startDateTime', 'endDateTime'] } as const;
const text = { type: 'string' } as const;
const moment = { type: 'object', properties: { dateTime: text, timeZone: text } } as const;
const ACCEPTED = { answer: NOTHING, status: 202 } as const;
const response = json({
  type: 'object',
  properties: {
    comment: text,
    sendResponse: { type: 'boolean', default: true },
    proposedNewTime: { type: 'object', properties: { start: moment, end: moment } },
  },
});

/** The signed-in user's calendars. */
export const CALENDAR_OPERATIONS: readonly Operation[] = [
  get('calendar.events.list', '/me/events', 'Your events', CALENDAR_READ, { query: LIST, answer: many('Event') }),
  post('calendar.events.create', '/me/events', 'Make an event, and invite its attendees', CALENDAR_WRITE, {
    body: json('Event'),
    answer: one('Event'),
    status: 201,
  }),
  get('calendar.events.delta', '/me/events/delta', 'Changes to events', CALENDAR_READ, {
    function: true,
    query: CHANGES,
    answer: many('Event'),
  }),
  get('calendar.events.get', EVENT, 'An event', CALENDAR_READ, { query: ENTITY, answer: one('Event') }),
  patch('calendar.events.update', EVENT, 'Change an event', CALENDAR_WRITE, {
    body: json('Event'),
    answer: one('Event'),
  }),
  remove('calendar.events.delete', EVENT, 'Delete an event', CALENDAR_WRITE),
  post('calendar.events.accept', `${EVENT}/accept`, 'Accept an invitation', CALENDAR_WRITE, {
    body: json({ type: 'object', properties: { comment: text, sendResponse: { type: 'boolean', default: true } } }),
    ...ACCEPTED,
  }),
  post('calendar.events.tentativelyAccept', `${EVENT}/tentativelyAccept`, 'Accept for now', CALENDAR_WRITE, {
    body: response,
    ...ACCEPTED,
  }),
  post('calendar.events.decline', `${EVENT}/decline`, 'Decline an invitation', CALENDAR_WRITE, {
    body: response,
    ...ACCEPTED,
  }),
  post('calendar.events.cancel', `${EVENT}/cancel`, 'Cancel a meeting you organize', CALENDAR_WRITE, {
    body: json({ type: 'object', properties: { comment: text } }),
    ...ACCEPTED,
  }),
  get('calendar.events.instances', `${EVENT}/instances`, 'Occurrences of a series', CALENDAR_READ, {
    query: LIST,
    answer: many('Event'),
    ...BETWEEN,
  }),
  get('calendar.events.attachments', `${EVENT}/attachments`, 'Attachments of an event', CALENDAR_READ.slice(1), {
    query: ['select', 'filter', 'expand'],
    answer: many('Attachment'),
  }),
  get('calendar.view', '/me/calendarView', 'Events between two times', CALENDAR_READ, {
    query: LIST,
    answer: many('Event'),
    ...BETWEEN,
  }),
  get(
    'calendar.view.delta',
    '/me/calendarView/delta',
    'Changes to events between two times',
    ['Calendars.Read', 'Calendars.ReadBasic', 'Calendars.ReadWrite'],
    { function: true, query: ['select'], answer: many('Event'), ...BETWEEN },
  ),
  get('calendar.get', '/me/calendar', 'Your default calendar', CALENDAR_READ, {
    query: ENTITY,
    answer: one('Calendar'),
  }),
  get('calendar.calendars.list', '/me/calendars', 'Your calendars', [...CALENDAR_READ, 'Calendars.Read.Shared'], {
    query: LIST,
    answer: many('Calendar'),
  }),
  get('calendar.calendars.events', `${CALENDAR}/events`, 'Events of a calendar', CALENDAR_READ, {
    query: LIST,
    answer: many('Event'),
  }),
  get('calendar.calendars.view', `${CALENDAR}/calendarView`, 'Events of a calendar between two times', CALENDAR_READ, {
    query: LIST,
    answer: many('Event'),
    ...BETWEEN,
  }),
  post(
    'calendar.findMeetingTimes',
    '/me/findMeetingTimes',
    'Find times when people can meet',
    ['Calendars.Read.Shared', 'Calendars.ReadWrite.Shared'],
    {
      body: json({
        type: 'object',
        properties: {
          attendees: { type: 'array', items: { type: 'object' } },
          timeConstraint: { type: 'object' },
          locationConstraint: { type: 'object' },
          meetingDuration: { ...text, description: 'ISO 8601, such as PT1H' },
          maxCandidates: { type: 'integer' },
          isOrganizerOptional: { type: 'boolean' },
          returnSuggestionReasons: { type: 'boolean' },
          minimumAttendeePercentage: { type: 'number' },
        },
      }),
      answer: one('MeetingTimeSuggestionsResult'),
      personal: false,
    },
  ),
  post('calendar.getSchedule', '/me/calendar/getSchedule', 'When people and rooms are free', CALENDAR_READ, {
    body: json({
      type: 'object',
      required: ['schedules', 'startTime', 'endTime'],
      properties: {
        schedules: { type: 'array', items: text, description: 'Addresses of people and rooms' },
        startTime: moment,
        endTime: moment,
        availabilityViewInterval: { type: 'integer', description: 'Minutes' },
      },
    }),
    answer: many('ScheduleInformation'),
    personal: false,
  }),
];
