import type { Operation, QueryOption } from '../operation.js';

const ENTITY: readonly QueryOption[] = ['select', 'expand'];
const LIST: readonly QueryOption[] = ['select', 'top', 'skip', 'filter', 'orderby', 'count', 'expand'];
const SEARCHABLE: readonly QueryOption[] = [...LIST, 'search'];
const mailRead = ['Mail.ReadBasic', 'Mail.Read', 'Mail.ReadWrite'];
const calendarRead = ['Calendars.ReadBasic', 'Calendars.Read', 'Calendars.ReadWrite'];
const messages = { kind: 'collection', schema: 'Message' } as const;
const events = { kind: 'collection', schema: 'Event' } as const;

/** The signed-in user's mailbox and calendar. */
export const MAIL_AND_CALENDAR: readonly Operation[] = [
  {
    id: 'mail.messages.list',
    method: 'GET',
    path: '/v1.0/me/messages',
    tag: 'Mail',
    summary: 'Your messages, newest first',
    scopes: mailRead,
    query: SEARCHABLE,
    answer: messages,
    personal: true,
  },
  {
    id: 'mail.messages.get',
    method: 'GET',
    path: '/v1.0/me/messages/{message-id}',
    tag: 'Mail',
    summary: 'A message',
    scopes: ['Mail.Read', 'Mail.ReadBasic', 'Mail.ReadWrite'],
    query: ENTITY,
    answer: { kind: 'entity', schema: 'Message' },
    personal: true,
  },
  {
    id: 'mail.folders.list',
    method: 'GET',
    path: '/v1.0/me/mailFolders',
    tag: 'Mail',
    summary: 'Your mail folders',
    scopes: mailRead,
    query: LIST,
    answer: { kind: 'collection', schema: 'MailFolder' },
    personal: true,
  },
  {
    id: 'mail.folders.messages.list',
    method: 'GET',
    path: '/v1.0/me/mailFolders/{mailFolder-id}/messages',
    tag: 'Mail',
    summary: 'Messages of a folder',
    scopes: mailRead,
    query: SEARCHABLE,
    answer: messages,
    personal: true,
  },
  {
    id: 'calendar.events.list',
    method: 'GET',
    path: '/v1.0/me/events',
    tag: 'Calendar',
    summary: 'Your events',
    scopes: calendarRead,
    query: LIST,
    answer: events,
    personal: true,
  },
  {
    id: 'calendar.events.get',
    method: 'GET',
    path: '/v1.0/me/events/{event-id}',
    tag: 'Calendar',
    summary: 'An event',
    scopes: calendarRead,
    query: ENTITY,
    answer: { kind: 'entity', schema: 'Event' },
    personal: true,
  },
  {
    id: 'calendar.view',
    method: 'GET',
    path: '/v1.0/me/calendarView',
    tag: 'Calendar',
    summary: 'Events between two times',
    scopes: calendarRead,
    query: LIST,
    requiredQuery: ['startDateTime', 'endDateTime'],
    answer: events,
    personal: true,
  },
];
