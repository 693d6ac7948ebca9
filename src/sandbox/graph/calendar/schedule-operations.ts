import { z } from 'zod';
import type { User } from '../../directory/types.js';
import { GraphError } from '../errors.js';
import type { GraphObject } from '../odata/schema.js';
import type { Answer, Call, Operation } from '../operation.js';
import { owned } from '../operation.js';
import { capitalized } from '../capitalized.js';
import { parametersOf } from '../outlook-body.js';
import { availabilityView, busyTimes, WORKING_HOURS } from './busy.js';
import { colleague } from './colleague.js';
import { momentOf, TIME } from './event-input.js';
import { utc } from './event.js';
import { findMeetingTimes } from './meeting-times.js';
import { zoneApplied } from './reading.js';
import type { PreferredZone } from './time-zone.js';
import { preferredZone, timeInZone } from './time-zone.js';

const READ = ['Calendars.Read', 'Calendars.ReadWrite'];
const BASE = { method: 'POST', workload: 'outlook', personal: false } as const;
const MAX_PERIOD = 62 * 86_400_000;

const SCHEDULE = z.object({
  Schedules: z.array(z.string().max(320)).min(1).max(100),
  StartTime: TIME,
  EndTime: TIME,
  AvailabilityViewInterval: z.number().int().min(5).max(1440).nullish(),
});

/** When people have time. */
export const SCHEDULE_OPERATIONS: readonly Operation[] = [
  ...owned({
    ...BASE,
    path: '/calendar/getSchedule',
    scopes: ['Calendars.ReadBasic', ...READ],
    roles: READ,
    answer: schedule,
  }),
  ...owned({
    ...BASE,
    path: '/findMeetingTimes',
    scopes: ['Calendars.Read.Shared', 'Calendars.ReadWrite.Shared'],
    answer: findMeetingTimes,
  }),
];

function schedule(call: Call, owner: User): Answer {
  const asked = parametersOf(capitalized(call), SCHEDULE);
  const [from, to] = [momentOf(asked.StartTime), momentOf(asked.EndTime)];
  if (to <= from || to - from > MAX_PERIOD)
    throw new GraphError('invalidParameter', 'The time interval must be between 0 and 62 days long.');
  const slot = (asked.AvailabilityViewInterval ?? 30) * 60_000;
  const zone = preferredZone(call);
  return {
    kind: 'value',
    context: 'Collection(microsoft.graph.scheduleInformation)',
    value: { value: asked.Schedules.map((id) => information(call, owner, id, { from, to, slot, zone })) },
    headers: zoneApplied(call),
  };
}

function information(
  call: Call,
  owner: User,
  scheduleId: string,
  { from, to, slot, zone }: { from: number; to: number; slot: number; zone: PreferredZone | undefined },
): GraphObject {
  const calendar = colleague(call, owner, scheduleId);
  if (calendar === undefined)
    return {
      scheduleId,
      availabilityView: '',
      scheduleItems: [],
      error: {
        message: `Unable to resolve e-mail address ${scheduleId} to an Active Directory object.`,
        responseCode: 'ErrorMailRecipientNotFound',
      },
    };
  // Colleagues see when, oneself sees what.
  const own = calendar.owner.id === owner.id;
  const scheduleItems = calendar
    .between(from, to)
    .filter(({ event }) => !event.isCancelled)
    .map(({ event, start, end }) => ({
      ...(own && {
        isPrivate: event.sensitivity === 'private',
        subject: event.subject,
        location: event.location.displayName,
      }),
      status: event.showAs,
      start: timeInZone(utc(start), zone),
      end: timeInZone(utc(end), zone),
    }));
  return {
    scheduleId,
    availabilityView: availabilityView(busyTimes(calendar, from, to), from, to, slot),
    scheduleItems,
    workingHours: WORKING_HOURS,
  };
}
