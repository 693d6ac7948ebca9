import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { GraphFixture } from './graph-fixture.js';
import { startGraph } from './graph-fixture.js';

const MEGAN = 'megan@contoso.example';
const READ = ['Calendars.Read'];
let graph: GraphFixture;
beforeAll(async () => {
  graph = await startGraph();
});
afterAll(() => graph.close());

describe('calendars', () => {
  it('list series and single events, each to be had by id', async () => {
    const { value, json } = await graph.get('/me/events?$top=50', MEGAN, READ);
    expect(json['@odata.context']).toBe(`${graph.origin}/v1.0/$metadata#users('${graph.user(MEGAN).id}')/events`);
    expect(value.length).toBeGreaterThanOrEqual(6);
    const series = value.find(({ subject }) => subject === 'Operations stand-up');
    expect(series).toMatchObject({
      type: 'seriesMaster',
      isOrganizer: false,
      organizer: { emailAddress: { name: 'Nestor Wilke' } },
    });
    const one = await graph.get(`/me/events/${String(series?.['id'])}?$select=subject,recurrence`, MEGAN, READ);
    expect(one.json).toMatchObject({
      subject: 'Operations stand-up',
      recurrence: { pattern: { type: 'weekly', daysOfWeek: ['wednesday'] } },
    });
  });

  it('show occurrences within the window only, in order', async () => {
    const { value } = await graph.get(
      '/me/calendarView?startDateTime=2026-06-17T00:00:00Z&endDateTime=2026-07-01T23:00:00&$top=100',
      MEGAN,
      READ,
    );
    const starts = value.map(({ start }) => String(Object(start).dateTime));
    expect(starts).toEqual(starts.toSorted((one, other) => one.localeCompare(other)));
    expect(starts.every((start) => start >= '2026-06-17' && start < '2026-07-02')).toBe(true);
    const standUps = value.filter(({ subject }) => subject === 'Operations stand-up');
    expect(standUps.map(({ start }) => start)).toEqual(
      ['17', '24']
        .map((day) => ({ dateTime: `2026-06-${day}T08:30:00.0000000`, timeZone: 'UTC' }))
        .concat([{ dateTime: '2026-07-01T08:30:00.0000000', timeZone: 'UTC' }]),
    );
    expect(standUps.every(({ type }) => type === 'occurrence')).toBe(true);
    const occurrence = await graph.get(`/me/events/${String(standUps[1]?.['id'])}`, MEGAN, READ);
    expect(occurrence.json).toMatchObject({ seriesMasterId: standUps[0]?.['seriesMasterId'] });
    const narrow = await graph.get(
      '/me/calendarview?StartDateTime=2026-06-17T10:40:00%2B02:00&endDateTime=2026-06-17T08:44:00Z',
      MEGAN,
      READ,
    );
    expect(narrow.value.map(({ subject }) => subject)).toEqual(['Operations stand-up']);
  });

  it.each([
    ['Europe/Berlin', '10:30'],
    ['Pacific Standard Time', '01:30'],
    ['UTC', '08:30'],
  ])('tell times in %s on request', async (zone, time) => {
    const { value, headers } = await graph.get(
      '/me/calendarView?startDateTime=2026-06-17T08:30:00Z&endDateTime=2026-06-17T08:44:00Z',
      MEGAN,
      READ,
      { prefer: `outlook.timezone="${zone}"` },
    );
    expect(value).toMatchObject([{ start: { dateTime: `2026-06-17T${time}:00.0000000`, timeZone: zone } }]);
    expect(headers.get('preference-applied')).toBe(`outlook.timezone="${zone}"`);
  });

  it('refuse a time zone nobody knows', async () => {
    const answer = await graph.get('/me/events', MEGAN, READ, { prefer: 'outlook.timezone="Nowhere/At All"' });
    expect([answer.status, answer.errorCode]).toEqual([400, 'TimeZoneNotSupportedException']);
  });

  it('filter and name themselves', async () => {
    const { value } = await graph.get(
      "/me/calendar/events?$filter=start/dateTime ge '2026-06-17' and isOnlineMeeting eq true&$select=subject",
      MEGAN,
      READ,
    );
    expect(value.map(({ subject }) => subject)).toEqual(['Interview: site reliability', 'Quarterly all-hands']);
    expect((await graph.get('/me/calendar', MEGAN, READ)).json).toMatchObject({
      name: 'Calendar',
      owner: { address: MEGAN },
    });
    expect((await graph.get('/me/calendars', MEGAN, READ)).value).toHaveLength(1);
  });

  it.each([
    ['/me/calendarView', 400, 'ErrorInvalidParameter'],
    ['/me/calendarView?startDateTime=2026-06-17T00:00:00Z', 400, 'ErrorInvalidParameter'],
    ['/me/calendarView?startDateTime=now&endDateTime=2026-06-17', 400, 'ErrorInvalidParameter'],
    ['/me/calendarView?startDateTime=2026-06-18&endDateTime=2026-06-17', 400, 'ErrorInvalidParameter'],
    ['/me/events/1', 400, 'ErrorInvalidIdMalformed'],
    ['/me/events?$top=1001', 400, 'BadRequest'],
    ["/me/events?$filter=start ge '2026'", 400, 'BadRequest'],
    ['/users/adele@contoso.example/events', 403, 'ErrorAccessDenied'],
  ])('refuse %s', async (path, status, code) => {
    const answer = await graph.get(path, MEGAN, READ);
    expect([answer.status, answer.errorCode]).toEqual([status, code]);
  });

  it('are denied without the scope and absent for a guest', async () => {
    const denied = await graph.get('/me/events', MEGAN, ['Mail.Read']);
    expect([denied.status, denied.errorCode]).toEqual([403, 'ErrorAccessDenied']);
    expect((await graph.get('/me/calendar', 'grady@fabrikam.example', READ)).errorCode).toBe(
      'MailboxNotEnabledForRESTAPI',
    );
  });

  it('move with the day a reset is made on', async () => {
    const subjects = async (): Promise<unknown[]> =>
      (
        await graph.get(
          '/me/calendarView?startDateTime=2026-08-16T00:00:00Z&endDateTime=2026-08-17T00:00:00Z',
          MEGAN,
          READ,
        )
      ).value.map(({ subject }) => subject);
    expect(await subjects()).toEqual([]);
    graph.clock.at = Date.UTC(2026, 7, 12, 9);
    graph.reset();
    expect(await subjects()).toEqual(['Quarterly all-hands']);
  });
});
