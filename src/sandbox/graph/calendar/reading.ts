import type { User } from '../../directory/types.js';
import { GraphError } from '../errors.js';
import { OUTLOOK } from '../odata/dialect.js';
import type { GraphObject } from '../odata/schema.js';
import type { Answer, Call } from '../operation.js';
import type { CalendarEvent } from './event.js';
import { EVENT_TYPE } from './event-type.js';
import { inZone, preferredZone } from './time-zone.js';

const READ = ['Calendars.Read', 'Calendars.ReadWrite'];
/** What every operation that reads a calendar has in common. */
export const GET = {
  method: 'GET',
  workload: 'outlook',
  personal: true,
  scopes: ['Calendars.ReadBasic', ...READ],
  roles: READ,
} as const;
export const PAGE = { standard: 10, max: 1000 };

/** The event as scopes and `Prefer` let it be seen: Calendars.ReadBasic has no body, a client may want another zone. */
export function seen(call: Call, event: CalendarEvent): GraphObject {
  const { body: _body, bodyPreview: _preview, ...basic } = event;
  const { caller } = call;
  const full = caller.user === undefined || READ.some((scope) => caller.scopes.has(scope.toLowerCase()));
  return inZone(full ? event : basic, preferredZone(call));
}

/** A collection of events, `below` is where they are. */
export function listedEvents(call: Call, owner: User, below: string, found: readonly CalendarEvent[]): Answer {
  const items = found.map((event) => seen(call, event));
  return {
    headers: zoneApplied(call),
    kind: 'collection',
    collection: { type: EVENT_TYPE, dialect: OUTLOOK, context: `users('${owner.id}')/${below}`, items, page: PAGE },
  };
}

/** The header that says which zone times are in, where one was asked for. */
export function zoneApplied(call: Call): Readonly<Record<string, string>> {
  const zone = preferredZone(call);
  return zone === undefined ? {} : { 'preference-applied': `outlook.timezone="${zone.name}"` };
}

/** The moments of `startDateTime` and `endDateTime`. Throws 400 where they are missing, no times, or the wrong way round. */
export function windowOf(call: Call): { readonly from: number; readonly to: number } {
  const [from, to] = [windowEdge(call, 'startdatetime'), windowEdge(call, 'enddatetime')];
  if (to < from)
    throw new GraphError('invalidParameter', "The 'EndDate' parameter must be later than the 'StartDate' parameter.");
  return { from, to };
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
