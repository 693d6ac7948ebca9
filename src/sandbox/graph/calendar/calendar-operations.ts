import type { User } from '../../directory/types.js';
import { GraphError } from '../errors.js';
import { OUTLOOK } from '../odata/dialect.js';
import type { GraphObject } from '../odata/schema.js';
import type { Answer, Call, Operation } from '../operation.js';
import { owned, parameter } from '../operation.js';
import { changeKey, outlookId, requireOutlookId } from '../outlook-id.js';
import { eventsOf } from './calendar.js';
import type { CalendarEvent } from './event.js';
import { CALENDAR_TYPE, EVENT_TYPE } from './event-type.js';
import { GET, listedEvents, PAGE, seen, windowOf, zoneApplied } from './reading.js';

const BELOW = ['', '/calendar', '/calendars/{calendar}'];
const REMOVED = { '@odata.type': '#microsoft.graph.event', '@removed': { reason: 'deleted' } };

/** Calendars, their views by time, and what changes in them. */
export const CALENDAR_OPERATIONS: readonly Operation[] = [
  ...owned({ ...GET, path: '/calendars', scopes: [...GET.scopes, 'Calendars.Read.Shared'], answer: calendars }),
  ...owned({ ...GET, path: '/calendar', answer: calendar }),
  ...owned({ ...GET, path: '/calendars/{calendar}', answer: calendar }),
  ...BELOW.flatMap((below) => [
    ...owned({ ...GET, path: `${below}/calendarView`, answer: view }),
    ...owned({
      ...GET,
      path: `${below}/calendarView/delta()`,
      answer: (call, owner) => changes(call, owner, within(call, owner)),
    }),
    ...owned({
      ...GET,
      path: `${below}/events/delta()`,
      answer: (call, owner) => changes(call, owner, all(call, owner)),
    }),
  ]),
];

/** Throws 400 and 404 where the path names a calendar the user does not have. */
export function requireCalendar(call: Call, owner: User): void {
  if (call.parameters['calendar'] === undefined) return;
  const id = parameter(call, 'calendar');
  requireOutlookId(id);
  if (id !== calendarId(owner)) throw new GraphError('mailItemNotFound');
}

/** Everything that takes place within the window, series by occurrence. */
function view(call: Call, owner: User): Answer {
  return listedEvents(call, owner, 'calendarView', within(call, owner));
}

function within(call: Call, owner: User): readonly CalendarEvent[] {
  requireCalendar(call, owner);
  const { from, to } = windowOf(call);
  return call.world.calendars
    .of(owner)
    .between(from, to)
    .map(({ event }) => event);
}

function all(call: Call, owner: User): readonly CalendarEvent[] {
  requireCalendar(call, owner);
  return call.world.calendars.of(owner).appointments.map(({ event }) => event);
}

function changes(call: Call, owner: User, events: readonly CalendarEvent[]): Answer {
  return {
    kind: 'delta',
    collection: {
      type: EVENT_TYPE,
      dialect: OUTLOOK,
      context: 'Collection(event)',
      items: events.map((event) => ({ '@odata.type': '#microsoft.graph.event', ...seen(call, event) })),
      page: PAGE,
      name: eventsOf(owner),
      removed: (id) => ({ ...REMOVED, id }),
    },
    headers: zoneApplied(call),
  };
}

function calendars(call: Call, owner: User): Answer {
  return {
    kind: 'collection',
    collection: {
      type: CALENDAR_TYPE,
      dialect: OUTLOOK,
      context: `users('${owner.id}')/calendars`,
      items: [calendarObject(call, owner)],
      page: PAGE,
    },
  };
}

function calendar(call: Call, owner: User): Answer {
  requireCalendar(call, owner);
  const item = calendarObject(call, owner);
  return { kind: 'entity', entity: { type: CALENDAR_TYPE, context: `users('${owner.id}')/calendars`, item } };
}

function calendarObject({ world }: Call, owner: User): GraphObject {
  world.calendars.of(owner);
  return {
    id: calendarId(owner),
    name: 'Calendar',
    color: 'auto',
    isDefaultCalendar: true,
    changeKey: changeKey(owner.id, 'calendar'),
    canShare: true,
    canViewPrivateItems: true,
    canEdit: true,
    owner: { name: owner.displayName, address: owner.mail },
  };
}

function calendarId(owner: User): string {
  return outlookId(owner.id, 'calendar');
}
