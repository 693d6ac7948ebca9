import type { User } from '../../directory/types.js';
import { GraphError } from '../errors.js';
import { OUTLOOK } from '../odata/dialect.js';
import type { GraphObject } from '../odata/schema.js';
import type { Answer, Call, Operation } from '../operation.js';
import { owned, parameter } from '../operation.js';
import { changeKey, outlookId, requireOutlookId } from '../outlook-id.js';
import { CALENDAR_TYPE, EVENT_TYPE } from './event-type.js';
import { inZone, preferredZone } from './time-zone.js';

const READ = ['Calendars.Read', 'Calendars.ReadWrite'];
const COMMON = {
  method: 'GET',
  workload: 'outlook',
  personal: true,
  scopes: ['Calendars.ReadBasic', ...READ],
  roles: READ,
} as const;
const PAGE = { standard: 10, max: 1000 };

/** Events, calendar views and calendars. */
export const CALENDAR_OPERATIONS: readonly Operation[] = [
  ...['/events', '/calendar/events'].flatMap((path) => owned({ ...COMMON, path, answer: events })),
  ...['/events/{event}', '/calendar/events/{event}'].flatMap((path) => owned({ ...COMMON, path, answer: event })),
  ...['/calendarView', '/calendar/calendarView'].flatMap((path) => owned({ ...COMMON, path, answer: view })),
  ...owned({ ...COMMON, path: '/calendars', answer: calendars }),
  ...owned({ ...COMMON, path: '/calendar', answer: calendar }),
];

function events(call: Call, owner: User): Answer {
  return listed(
    call,
    owner,
    'events',
    call.world.calendars.of(owner).map((each) => each.event),
  );
}

function event(call: Call, owner: User): Answer {
  const id = parameter(call, 'event');
  requireOutlookId(id);
  const found = call.world.calendars
    .of(owner)
    .flatMap(({ event: own, occurrences }) => [own, ...occurrences.map((each) => each.event)])
    .find((each) => each['id'] === id);
  if (found === undefined) throw new GraphError('mailItemNotFound');
  const item = inZone(found, preferredZone(call));
  return {
    kind: 'entity',
    entity: { type: EVENT_TYPE, context: `users('${owner.id}')/events`, item },
    headers: preferenceApplied(call),
  };
}

/** Everything that takes place within the window, series by occurrence. */
function view(call: Call, owner: User): Answer {
  const [from, to] = [windowEdge(call, 'startdatetime'), windowEdge(call, 'enddatetime')];
  if (to < from)
    throw new GraphError('invalidParameter', "The 'EndDate' parameter must be later than the 'StartDate' parameter.");
  const within = call.world.calendars
    .of(owner)
    .flatMap(({ occurrences }) => occurrences)
    .filter(({ start, end }) => start < to && end > from)
    .toSorted((one, other) => one.start - other.start);
  return listed(
    call,
    owner,
    'calendarView',
    within.map((each) => each.event),
  );
}

function windowEdge({ query }: Call, name: string): number {
  const written = query.parameters[name];
  if (written === undefined)
    throw new GraphError(
      'invalidParameter',
      'This request requires a time window specified by the query string parameters StartDateTime and EndDateTime.',
    );
  // A time without a zone is UTC here; Date.parse would take it for local time. A `+` of a zone arrives as a space.
  const zoned = /(?:Z|[+ -]\d\d:\d\d)$/i.test(written) || !written.includes('T') ? written : `${written}Z`;
  const moment = Date.parse(zoned.replace(' ', '+'));
  if (Number.isNaN(moment))
    throw new GraphError('invalidParameter', `The value '${written.slice(0, 40)}' of parameter '${name}' is invalid.`);
  return moment;
}

function listed(call: Call, owner: User, below: string, found: readonly GraphObject[]): Answer {
  const zone = preferredZone(call);
  const items = found.map((each) => inZone(each, zone));
  return {
    headers: preferenceApplied(call),
    kind: 'collection',
    collection: { type: EVENT_TYPE, dialect: OUTLOOK, context: `users('${owner.id}')/${below}`, items, page: PAGE },
  };
}

function preferenceApplied(call: Call): Readonly<Record<string, string>> {
  const zone = preferredZone(call);
  return zone === undefined ? {} : { 'preference-applied': `outlook.timezone="${zone.name}"` };
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
  const item = calendarObject(call, owner);
  return { kind: 'entity', entity: { type: CALENDAR_TYPE, context: `users('${owner.id}')/calendars`, item } };
}

function calendarObject({ world }: Call, owner: User): GraphObject {
  world.calendars.of(owner);
  return {
    id: outlookId(owner.id, 'calendar'),
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
