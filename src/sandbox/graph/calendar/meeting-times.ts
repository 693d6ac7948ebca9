import { z } from 'zod';
import type { User } from '../../directory/types.js';
import { capitalized } from '../capitalized.js';
import { GraphError } from '../errors.js';
import type { GraphObject } from '../odata/schema.js';
import type { Answer, Call } from '../operation.js';
import { oneOf, parametersOf } from '../outlook-body.js';
import type { Availability, BusyTime } from './busy.js';
import { availability, busyTimes, isWithinHours } from './busy.js';
import type { Calendar } from './calendar.js';
import { colleague } from './colleague.js';
import { momentOf, TIME } from './event-input.js';
import { utc } from './event.js';
import { zoneApplied } from './reading.js';
import { preferredZone, timeInZone } from './time-zone.js';

const STEP = 30 * 60_000;
const DAY = 86_400_000;
const MAX_STEPS = 2000;
/** How likely somebody comes, per cent (https://learn.microsoft.com/graph/api/user-findmeetingtimes). */
const CHANCE: Readonly<Record<Availability, number>> = {
  free: 100,
  workingElsewhere: 100,
  unknown: 49,
  tentative: 50,
  busy: 0,
  oof: 0,
};

// Clients send the numbers and truths of this action as text, too.
const truth = z.union([z.boolean(), z.stringbool()]);
const PARAMETERS = z.object({
  Attendees: z
    .array(z.object({ type: z.string().nullish(), emailAddress: z.object({ address: z.string().max(320) }) }))
    .max(100)
    .nullish(),
  IsOrganizerOptional: truth.nullish(),
  MaxCandidates: z.coerce.number().int().min(1).max(100).nullish(),
  MeetingDuration: z.iso.duration().nullish(),
  MinimumAttendeePercentage: z.coerce.number().min(0).max(100).nullish(),
  ReturnSuggestionReasons: truth.nullish(),
  LocationConstraint: z
    .object({
      locations: z
        .array(z.object({ displayName: z.string().max(255).nullish() }))
        .max(50)
        .nullish(),
    })
    .nullish(),
  TimeConstraint: z
    .object({
      activityDomain: oneOf(['work', 'personal', 'unrestricted', 'unknown']).nullish(),
      timeSlots: z
        .array(z.object({ start: TIME, end: TIME }))
        .max(50)
        .nullish(),
    })
    .nullish(),
});
type Parameters = z.infer<typeof PARAMETERS>;

interface Suggestion {
  readonly start: number;
  readonly organizer: Availability;
  readonly attendees: readonly Availability[];
  readonly confidence: number;
}

/** Times at which enough of those asked are free, the likeliest first (microsoft.graph.meetingTimeSuggestionsResult). */
export function findMeetingTimes(call: Call, owner: User): Answer {
  const asked = parametersOf(capitalized(call), PARAMETERS);
  const length = lengthOf(asked.MeetingDuration ?? 'PT30M');
  const addresses = (asked.Attendees ?? []).map(({ emailAddress: { address } }) => address);
  const people = addresses.map((address) => colleague(call, owner, address));
  const starts = startsOf(asked, call.cloud.clock.now(), length);
  const busy = (calendar: Calendar): readonly BusyTime[] =>
    busyTimes(calendar, Math.min(...starts), Math.max(...starts) + length);
  const [own, others] = [
    busy(call.world.calendars.of(owner)),
    people.map((each) => (each === undefined ? undefined : busy(each))),
  ];
  const all = starts.map((start) => suggestion(own, others, start, length));
  const withOrganizer = all.filter(({ organizer }) => asked.IsOrganizerOptional || CHANCE[organizer] > 0);
  const found = withOrganizer
    .filter(({ confidence }) => confidence >= (asked.MinimumAttendeePercentage ?? 50))
    .toSorted((one, other) => other.confidence - one.confidence || one.start - other.start)
    .slice(0, asked.MaxCandidates ?? 20);
  return {
    kind: 'value',
    context: 'microsoft.graph.meetingTimeSuggestionsResult',
    value: {
      emptySuggestionsReason: found.length > 0 ? '' : reasonOf(withOrganizer, people),
      meetingTimeSuggestions: found.map((each, index) => suggested(call, asked, each, { addresses, length, index })),
    },
    headers: zoneApplied(call),
  };
}

function suggestion(
  own: readonly BusyTime[],
  others: readonly (readonly BusyTime[] | undefined)[],
  start: number,
  length: number,
): Suggestion {
  const attendees = others.map((each) => (each === undefined ? 'unknown' : availability(each, start, start + length)));
  const chances = attendees.map((each) => CHANCE[each]);
  const confidence = chances.length === 0 ? 100 : chances.reduce((sum, each) => sum + each, 0) / chances.length;
  return { start, organizer: availability(own, start, start + length), attendees, confidence };
}

function suggested(
  call: Call,
  asked: Parameters,
  { start, organizer, attendees, confidence }: Suggestion,
  { addresses, length, index }: { addresses: readonly string[]; length: number; index: number },
): GraphObject {
  const zone = preferredZone(call);
  return {
    confidence,
    order: index + 1,
    organizerAvailability: organizer,
    ...(asked.ReturnSuggestionReasons && {
      suggestionReason: `Suggested because it is one of the nearest times when ${confidence === 100 ? 'all' : 'most'} attendees are available.`,
    }),
    meetingTimeSlot: { start: timeInZone(utc(start), zone), end: timeInZone(utc(start + length), zone) },
    attendeeAvailability: attendees.map((each, place) => ({
      availability: each,
      attendee: { type: asked.Attendees?.[place]?.type ?? 'required', emailAddress: { address: addresses[place] } },
    })),
    locations: (asked.LocationConstraint?.locations ?? []).map(({ displayName }) => ({
      displayName: displayName ?? '',
    })),
  };
}

/** Every half hour of the time slots, a week from now on where there are none, within the hours of the activity. */
function startsOf({ TimeConstraint: constraint }: Parameters, now: number, length: number): readonly number[] {
  const slots = constraint?.timeSlots ?? [];
  const periods =
    slots.length === 0
      ? [{ from: now, to: now + 7 * DAY }]
      : slots.map(({ start, end }) => ({ from: momentOf(start), to: momentOf(end) }));
  const domain = constraint?.activityDomain ?? 'work';
  const starts = periods.flatMap(({ from, to }) => {
    const first = Math.ceil(from / STEP) * STEP;
    const steps = Math.max(0, Math.floor((to - length - first) / STEP) + 1);
    return Array.from({ length: Math.min(steps, MAX_STEPS) }, (_, index) => first + index * STEP);
  });
  return [...new Set(starts)]
    .filter((start) => isWithinHours(domain === 'unknown' ? 'work' : domain, start, start + length))
    .slice(0, MAX_STEPS);
}

function reasonOf(withOrganizer: readonly Suggestion[], people: readonly (Calendar | undefined)[]): string {
  if (withOrganizer.length === 0) return 'OrganizerUnavailable';
  return people.includes(undefined) ? 'AttendeesUnavailableOrUnknown' : 'AttendeesUnavailable';
}

/** ISO 8601 durations as far as meetings are long. Throws 400 for none, and for more than a day. */
function lengthOf(duration: string): number {
  const [, days = '0', hours = '0', minutes = '0'] = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?$/.exec(duration) ?? [];
  const length = ((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60_000;
  if (length <= 0 || length > DAY)
    throw new GraphError('invalidParameter', `'${duration.slice(0, 40)}' is no length of a meeting.`);
  return length;
}
