import type { Case, Cases } from './case.js';
import { plain } from './case.js';
import type { Json, Person } from './person.js';

const EVENTS = '/me/events';
const DAY = 24 * 3_600_000;
const inDays = (days: number) => new Date(Date.now() + days * DAY).toISOString().slice(0, 19);
const at = (days: number) => ({ dateTime: inDays(days), timeZone: 'UTC' });
const BETWEEN = `startDateTime=${inDays(-14)}&endDateTime=${inDays(14)}`;
const meeting = (subject: string, attendees: readonly string[] = []): Json => ({
  subject,
  start: at(3),
  end: at(3.05),
  attendees: attendees.map((address) => ({ type: 'required', emailAddress: { address } })),
});
const own = (me: Person) => me.made(EVENTS, { json: meeting('Own meeting') });
const ofOwn: Case = async (me) => ({ at: [await own(me)] });

/** A meeting that Adele has invited this person to, as it lies in this person's calendar. */
async function invited(me: Person, subject: string): Promise<string> {
  const adele = await me.other('adele@contoso.example');
  await adele.made(EVENTS, { json: meeting(subject, [me.userPrincipalName]) });
  return me.first(`${EVENTS}?$top=100`, (event) => event['subject'] === subject);
}
async function series(me: Person): Promise<string> {
  const pattern = { type: 'daily', interval: 1 };
  const range = { type: 'numbered', startDate: inDays(1).slice(0, 10), numberOfOccurrences: 3 };
  const first = { start: at(1), end: at(1.02), recurrence: { pattern, range } };
  return me.made(EVENTS, { json: { subject: 'A series', ...first } });
}

/** Events and calendars. */
export const CALENDAR_CASES: Cases = {
  'calendar.events.list': () => ({ query: '$top=3' }),
  'calendar.events.create': () => ({ json: meeting('Made by the catalogue', ['adele@contoso.example']) }),
  'calendar.events.delta': () => ({ query: BETWEEN }),
  'calendar.events.get': ofOwn,
  'calendar.events.update': async (me) => ({ at: [await own(me)], json: { subject: 'Renamed' } }),
  'calendar.events.delete': ofOwn,
  'calendar.events.accept': async (me) => ({ at: [await invited(me, 'To accept')], json: { comment: 'Gladly' } }),
  'calendar.events.tentativelyAccept': async (me) => ({ at: [await invited(me, 'To accept for now')], json: {} }),
  'calendar.events.decline': async (me) => ({ at: [await invited(me, 'To decline')], json: { sendResponse: false } }),
  'calendar.events.cancel': async (me) => ({
    at: [await me.made(EVENTS, { json: meeting('To cancel', ['adele@contoso.example']) })],
    json: { comment: 'Another time' },
  }),
  'calendar.events.instances': async (me) => ({ at: [await series(me)], query: BETWEEN }),
  'calendar.events.attachments': ofOwn,
  'calendar.view': () => ({ query: BETWEEN }),
  'calendar.view.delta': () => ({ query: BETWEEN }),
  'calendar.get': plain,
  'calendar.calendars.list': plain,
  'calendar.calendars.events': async (me) => ({ at: [await me.first('/me/calendars')] }),
  'calendar.calendars.view': async (me) => ({ at: [await me.first('/me/calendars')], query: BETWEEN }),
  'calendar.findMeetingTimes': () => ({
    json: {
      attendees: [{ type: 'required', emailAddress: { address: 'adele@contoso.example' } }],
      meetingDuration: 'PT1H',
      timeConstraint: { activityDomain: 'work', timeSlots: [{ start: at(1), end: at(5) }] },
    },
  }),
  'calendar.getSchedule': () => ({
    json: { schedules: ['adele@contoso.example'], startTime: at(0), endTime: at(1), availabilityViewInterval: 60 },
  }),
};
