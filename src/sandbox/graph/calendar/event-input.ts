import { z } from 'zod';
import { GraphError } from '../errors.js';
import { oneOf } from '../outlook-body.js';
import { previewOf } from '../mail/body-text.js';
import type { Attendee, EventChange, Location, Recurrence } from './event.js';
import { NEVER, utc } from './event.js';
import { WEEKDAYS } from './recurrence.js';
import type { ZonedTime } from './time-zone.js';
import { localTime, momentIn } from './time-zone.js';

/** A time as clients write it. */
export const TIME = z.object({
  dateTime: z.string().regex(/^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,7})?)?Z?)?$/),
  timeZone: z.string().min(1).max(80),
});
const date = z.iso.date();
const weekday = oneOf(WEEKDAYS);
const location = z.object({
  displayName: z.string().max(255).nullable().exactOptional(),
  locationType: z.string().max(40).exactOptional(),
  uniqueId: z.string().max(255).nullable().exactOptional(),
  uniqueIdType: z.string().max(40).exactOptional(),
});
const recurrence = z.object({
  pattern: z.object({
    type: oneOf(['daily', 'weekly', 'absoluteMonthly', 'relativeMonthly', 'absoluteYearly', 'relativeYearly']),
    interval: z.number().int().min(1).max(999),
    month: z.number().int().min(0).max(12).default(0),
    dayOfMonth: z.number().int().min(0).max(31).default(0),
    daysOfWeek: z.array(weekday).max(7).default([]),
    firstDayOfWeek: weekday.default('sunday'),
    index: oneOf(['first', 'second', 'third', 'fourth', 'last']).default('first'),
  }),
  range: z.object({
    type: oneOf(['endDate', 'noEnd', 'numbered']),
    startDate: date,
    endDate: z.string().default('0001-01-01'),
    numberOfOccurrences: z.number().int().min(0).max(999).default(0),
    recurrenceTimeZone: z.string().max(80).nullish(),
  }),
});

/** The properties of an event clients may write (https://learn.microsoft.com/graph/api/event-update). */
export const EVENT_INPUT = z.object({
  subject: z.string().max(255).nullable().exactOptional(),
  body: z
    .object({
      contentType: oneOf(['text', 'html']).exactOptional(),
      content: z.string().max(1_000_000).nullable().exactOptional(),
    })
    .nullable()
    .exactOptional(),
  start: TIME.exactOptional(),
  end: TIME.exactOptional(),
  location: location.nullable().exactOptional(),
  locations: z.array(location).max(50).exactOptional(),
  attendees: z
    .array(
      z.object({
        type: oneOf(['required', 'optional', 'resource']).default('required'),
        emailAddress: z.object({ name: z.string().max(255).nullish(), address: z.email() }),
      }),
    )
    .max(500)
    .exactOptional(),
  recurrence: recurrence.nullable().exactOptional(),
  isAllDay: z.boolean().exactOptional(),
  reminderMinutesBeforeStart: z.number().int().min(0).max(2_629_800).exactOptional(),
  isReminderOn: z.boolean().exactOptional(),
  importance: oneOf(['low', 'normal', 'high']).exactOptional(),
  sensitivity: oneOf(['normal', 'personal', 'private', 'confidential']).exactOptional(),
  showAs: oneOf(['free', 'tentative', 'busy', 'oof', 'workingElsewhere']).exactOptional(),
  categories: z.array(z.string().max(255)).max(100).exactOptional(),
  responseRequested: z.boolean().exactOptional(),
  allowNewTimeProposals: z.boolean().exactOptional(),
  isOnlineMeeting: z.boolean().exactOptional(),
  transactionId: z.string().max(255).nullable().exactOptional(),
});
export type EventInput = z.infer<typeof EVENT_INPUT>;

/** The moment of a time a client wrote. Throws 400 for zones nobody knows and days no calendar has. */
export function momentOf({ dateTime, timeZone }: ZonedTime): number {
  const moment = momentIn(dateTime.length === 10 ? `${dateTime}T00:00:00` : dateTime, timeZone);
  if (Number.isNaN(moment)) throw new GraphError('eventInvalid', `'${dateTime}' is no time.`);
  return moment;
}

/** The change a client asks for. Attendees already there keep their answers. */
export function changeFrom(
  input: EventInput,
  before: { readonly attendees: readonly Attendee[]; readonly isAllDay: boolean },
  nameOf: (address: string) => string,
): EventChange {
  const { subject, body, start, end, location: place, locations, attendees, recurrence: again, ...plain } = input;
  const written = body && { contentType: body.contentType ?? ('text' as const), content: body.content ?? '' };
  requireMidnights(input.isAllDay ?? before.isAllDay, [start, end]);
  const places = locations ?? (place === undefined ? undefined : place === null ? [] : [place]);
  return {
    ...plain,
    ...(subject !== undefined && { subject: subject ?? '' }),
    ...(written && { body: written, bodyPreview: previewOf(written) }),
    ...(start && { start: utc(momentOf(start)), originalStartTimeZone: start.timeZone }),
    ...(end && { end: utc(momentOf(end)), originalEndTimeZone: end.timeZone }),
    ...(places && { locations: places.map(placeFrom), location: placeFrom(place ?? places[0] ?? {}) }),
    ...(attendees && { attendees: attendees.map((each) => attendeeFrom(each, before.attendees, nameOf)) }),
    ...(again !== undefined && { recurrence: again === null ? null : recurrenceFrom(again, start?.timeZone) }),
  };
}

function recurrenceFrom(
  { pattern, range: { recurrenceTimeZone, ...range } }: z.infer<typeof recurrence>,
  zone = 'UTC',
): Recurrence {
  const missing =
    (/weekly|relative/.test(pattern.type) && pattern.daysOfWeek.length === 0) ||
    (pattern.type.startsWith('absolute') && pattern.dayOfMonth === 0) ||
    (pattern.type.endsWith('Yearly') && pattern.month === 0) ||
    (range.type === 'numbered' && range.numberOfOccurrences === 0) ||
    (range.type === 'endDate' && !date.safeParse(range.endDate).success);
  if (missing) throw new GraphError('eventInvalid', 'The recurrence lacks what its type needs.');
  return { pattern, range: { ...range, recurrenceTimeZone: recurrenceTimeZone || zone } };
}

function attendeeFrom(
  { type, emailAddress: { name, address } }: NonNullable<EventInput['attendees']>[number],
  before: readonly Attendee[],
  nameOf: (address: string) => string,
): Attendee {
  const known = before.find(({ emailAddress }) => emailAddress.address.toLowerCase() === address.toLowerCase());
  const status = known?.status ?? { response: 'none', time: NEVER };
  return { type, status, emailAddress: { name: name ?? nameOf(address), address } };
}

function placeFrom({ displayName, locationType, uniqueId, uniqueIdType }: z.infer<typeof location>): Location {
  return {
    displayName: displayName ?? '',
    locationType: locationType ?? 'default',
    uniqueId: uniqueId ?? displayName ?? '',
    uniqueIdType: uniqueIdType ?? 'private',
  };
}

function requireMidnights(allDay: boolean, times: readonly (ZonedTime | undefined)[]): void {
  if (!allDay) return;
  for (const time of times)
    if (time !== undefined && !localTime(momentOf(time), time.timeZone).endsWith('T00:00:00'))
      throw new GraphError('eventInvalid', 'The start and end of an all-day event need to be set to midnight.');
}
