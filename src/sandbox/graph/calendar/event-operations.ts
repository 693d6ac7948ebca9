import { z } from 'zod';
import type { User } from '../../directory/types.js';
import { GraphError } from '../errors.js';
import { ATTACHMENT_TYPE } from '../mail/message-type.js';
import { OUTLOOK } from '../odata/dialect.js';
import type { Answer, Call, Operation } from '../operation.js';
import { owned, parameter } from '../operation.js';
import { parametersOf, resourceOf } from '../outlook-body.js';
import { requireMatch } from '../preconditions.js';
import type { Calendar, Found } from './calendar.js';
import { requireCalendar } from './calendar-operations.js';
import type { CalendarEvent } from './event.js';
import { changeFrom, EVENT_INPUT, TIME } from './event-input.js';
import { EVENT_TYPE } from './event-type.js';
import { changeEvent, deleteEvent, makeEvent } from './meetings.js';
import { GET, listedEvents, PAGE, seen, windowOf, zoneApplied } from './reading.js';
import type { Answered } from './responses.js';
import { answerMeeting } from './responses.js';

const WRITE = ['Calendars.ReadWrite'];
const CHANGE = { workload: 'outlook', personal: true, scopes: WRITE, roles: WRITE } as const;
const ALL = ['/events', '/calendar/events', '/calendars/{calendar}/events'];
const ANSWERS = [
  ['accept', 'accepted'],
  ['tentativelyAccept', 'tentativelyAccepted'],
  ['decline', 'declined'],
] as const;
const RESPONSE = z.object({
  comment: z.string().nullish(),
  sendResponse: z.boolean().nullish(),
  proposedNewTime: z.object({ start: TIME, end: TIME }).nullish(),
});
const CANCEL = z.object({ comment: z.string().nullish() });

/** Events: read, made, changed, answered, cancelled. */
export const EVENT_OPERATIONS: readonly Operation[] = ALL.flatMap((path) => [
  ...owned({ ...GET, path, answer: events }),
  ...owned({ ...CHANGE, method: 'POST', path, answer: make }),
  ...owned({
    ...GET,
    path: `${path}/{event}`,
    answer: (call, owner) => answered(call, owner, found(call, owner).event),
  }),
  ...owned({ ...CHANGE, method: 'PATCH', path: `${path}/{event}`, answer: update }),
  ...owned({ ...CHANGE, method: 'DELETE', path: `${path}/{event}`, answer: remove }),
  ...owned({ ...CHANGE, method: 'POST', path: `${path}/{event}/cancel`, answer: cancel }),
  ...owned({ ...GET, path: `${path}/{event}/instances`, answer: instances }),
  ...owned({
    ...GET,
    path: `${path}/{event}/attachments`,
    scopes: ['Calendars.Read', 'Calendars.ReadWrite'],
    answer: attachments,
  }),
  ...ANSWERS.flatMap(([action, response]) =>
    owned({
      ...CHANGE,
      method: 'POST',
      path: `${path}/{event}/${action}`,
      answer: (call, owner) => respond(call, owner, response),
    }),
  ),
]);

function calendarOf(call: Call, owner: User): Calendar {
  requireCalendar(call, owner);
  return call.world.calendars.of(owner);
}

function found(call: Call, owner: User): Found {
  return calendarOf(call, owner).find(parameter(call, 'event'));
}

function answered(call: Call, owner: User, event: CalendarEvent): Extract<Answer, { kind: 'entity' }> {
  const entity = { type: EVENT_TYPE, context: `users('${owner.id}')/events`, item: seen(call, event) };
  return { kind: 'entity', entity, headers: zoneApplied(call) };
}

function events(call: Call, owner: User): Answer {
  const own = calendarOf(call, owner).appointments.map(({ event }) => event);
  return listedEvents(call, owner, 'events', own);
}

function make(call: Call, owner: User): Answer {
  const calendar = calendarOf(call, owner);
  const { calendars } = call.world;
  const input = resourceOf(call, EVENT_INPUT, EVENT_TYPE);
  const change = changeFrom(input, { attendees: [], isAllDay: false }, (address) => calendars.nameOf(address));
  const { event } = makeEvent(calendars, calendar, change, call.cloud.clock.now());
  const location = `${call.origin}/v1.0/users('${owner.id}')/events('${encodeURIComponent(event.id)}')`;
  const { entity, headers } = answered(call, owner, event);
  return { kind: 'created', entity, headers: { ...headers, location } };
}

function update(call: Call, owner: User): Answer {
  const before = found(call, owner);
  requireMatch(call, before.event['@odata.etag'], 'mailChangedSince');
  const { calendars } = call.world;
  const input = resourceOf(call, EVENT_INPUT, EVENT_TYPE);
  const change = changeFrom(input, before.event, (address) => calendars.nameOf(address));
  const now = call.cloud.clock.now();
  return answered(call, owner, changeEvent(calendars, calendarOf(call, owner), before, change, now));
}

function remove(call: Call, owner: User): Answer {
  const before = found(call, owner);
  requireMatch(call, before.event['@odata.etag'], 'mailChangedSince');
  deleteEvent(call.world.calendars, calendarOf(call, owner), before, call.cloud.clock.now());
  return { kind: 'nothing' };
}

function cancel(call: Call, owner: User): Answer {
  parametersOf(call, CANCEL);
  const before = found(call, owner);
  if (!before.event.isOrganizer)
    throw new GraphError(
      'mailRequestInvalid',
      "Your request can't be completed. You need to be an organizer to cancel a meeting.",
    );
  deleteEvent(call.world.calendars, calendarOf(call, owner), before, call.cloud.clock.now());
  return { kind: 'accepted' };
}

function respond(call: Call, owner: User, response: Answered): Answer {
  const { sendResponse } = parametersOf(call, RESPONSE);
  const { calendars } = call.world;
  const now = call.cloud.clock.now();
  answerMeeting(calendars, calendarOf(call, owner), found(call, owner), response, sendResponse ?? true, now);
  return { kind: 'accepted' };
}

/** The occurrences of a series within the window. */
function instances(call: Call, owner: User): Answer {
  const { from, to } = windowOf(call);
  const { appointment } = found(call, owner);
  const within = calendarOf(call, owner)
    .between(from, to)
    .filter(({ event }) => event.seriesMasterId === appointment.event.id)
    .map(({ event }) => event);
  const below = `events('${encodeURIComponent(appointment.event.id)}')/instances`;
  return listedEvents(call, owner, below, within);
}

function attachments(call: Call, owner: User): Answer {
  const { id } = found(call, owner).event;
  const context = `users('${owner.id}')/events('${encodeURIComponent(id)}')/attachments`;
  return {
    kind: 'collection',
    collection: { type: ATTACHMENT_TYPE, dialect: OUTLOOK, context, items: [], page: PAGE },
  };
}
