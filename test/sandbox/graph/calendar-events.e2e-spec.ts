import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { GraphClient } from './graph-client.js';
import { clientOf, textIn, untilDeltaLink } from './graph-client.js';
import type { Answer, GraphFixture } from './graph-fixture.js';
import { startGraph } from './graph-fixture.js';

const MEGAN = 'megan@contoso.example';
const WINDOW = 'startDateTime=2026-07-01T00:00:00Z&endDateTime=2026-08-01T00:00:00Z';
let graph: GraphFixture;
let megan: GraphClient;
let adele: GraphClient;
let isaiah: GraphClient;
beforeAll(async () => {
  graph = await startGraph();
  megan = clientOf(graph, MEGAN, 'Calendars.ReadWrite');
  adele = clientOf(graph, 'adele@contoso.example', 'Calendars.ReadWrite');
  isaiah = clientOf(graph, 'isaiah@fabrikam.example', 'Calendars.ReadWrite');
});
beforeEach(() => graph.reset());
afterAll(() => graph.close());

const at = (dateTime: string, timeZone = 'UTC'): unknown => ({ dateTime, timeZone });
const MEETING = {
  subject: 'Display windows',
  body: { contentType: 'HTML', content: '<p>Who pays?</p>' },
  start: at('2026-07-07T10:00:00'),
  end: at('2026-07-07T11:00:00'),
  location: { displayName: 'Room Ohio' },
  attendees: [
    { type: 'required', emailAddress: { address: 'adele@contoso.example' } },
    { type: 'optional', emailAddress: { address: 'ISAIAH@fabrikam.example', name: 'Isaiah' } },
    { type: 'optional', emailAddress: { address: 'somebody@elsewhere.example' } },
  ],
};

async function made(body: unknown = MEETING): Promise<Record<string, unknown>> {
  const answer = await megan.post('/me/events', body);
  expect(answer.status).toBe(201);
  return answer.json;
}

async function inJuly(client: GraphClient, subject = 'Display windows'): Promise<readonly Record<string, unknown>[]> {
  const { value } = await client.get(`/me/calendarView?${WINDOW}&$top=100`);
  return value.filter((event) => String(event['subject']).includes(subject));
}

describe('an event', () => {
  it('is made with what Graph adds to it, and where it is said', async () => {
    const answer = await megan.post('/me/calendar/events', MEETING, { prefer: 'outlook.timezone="Europe/Berlin"' });
    expect(answer.json).toMatchObject({
      '@odata.context': `${graph.origin}/v1.0/$metadata#users('${graph.user(MEGAN).id}')/events/$entity`,
      subject: 'Display windows',
      bodyPreview: 'Who pays?',
      type: 'singleInstance',
      isOrganizer: true,
      organizer: { emailAddress: { name: 'Megan Bowen', address: MEGAN } },
      start: at('2026-07-07T12:00:00.0000000', 'Europe/Berlin'),
      originalStartTimeZone: 'UTC',
      location: { displayName: 'Room Ohio' },
      responseStatus: { response: 'organizer' },
    });
    expect(answer.headers.get('preference-applied')).toBe('outlook.timezone="Europe/Berlin"');
    expect((await megan.get(answer.headers.get('location') ?? '')).json['id']).toBe(answer.json['id']);
    expect(await inJuly(megan)).toMatchObject([{ id: answer.json['id'] }]);
  });

  it.each([
    ['Pacific Standard Time', '2026-07-07T10:00:00', '2026-07-07T17:00:00.0000000'],
    ['Europe/Berlin', '2026-03-29T03:30:00', '2026-03-29T01:30:00.0000000'],
    ['Europe/Berlin', '2026-10-25T02:30:00', '2026-10-25T01:30:00.0000000'],
    ['Asia/Kolkata', '2026-07-07T00:15:00.1234567', '2026-07-06T18:45:00.0000000'],
  ])('in %s at %s is in UTC at %s', async (zone, local, utc) => {
    const event = await made({ subject: 'x', start: at(local, zone), end: at('2026-12-31T00:00:00', zone) });
    expect(event['start']).toEqual(at(utc));
  });

  it('changes with each PATCH, its entity tag too, and If-Match keeps two writers apart', async () => {
    const event = await made();
    const address = `/me/events/${textIn(event, 'id')}`;
    const etag = textIn(event, '@odata.etag');
    const changed = await megan.patch(address, { subject: 'Display windows, again' }, { 'if-match': etag });
    expect([changed.status, changed.json['subject']]).toEqual([200, 'Display windows, again']);
    for (const late of [
      await megan.patch(address, { subject: 'Doors' }, { 'if-match': etag }),
      await megan.delete(address, { 'if-match': etag }),
    ])
      expect([late.status, late.errorCode]).toEqual([412, 'ErrorIrresolvableConflict']);
    expect((await megan.delete(address)).status).toBe(204);
    expect((await megan.get(address)).errorCode).toBe('ErrorItemNotFound');
  });

  it('with a transaction id is made once', async () => {
    await made({ ...MEETING, transactionId: 'T1' });
    const again = await megan.post('/me/events', { ...MEETING, transactionId: 'T1' });
    expect([again.status, again.errorCode]).toEqual([409, 'ErrorDuplicateTransactionId']);
    expect(await inJuly(megan)).toHaveLength(1);
  });

  it.each([
    ['without an end', { end: undefined }, 400, 'ErrorPropertyValidationFailure'],
    ['that ends before it begins', { end: at('2026-07-07T09:59:00') }, 400, 'ErrorPropertyValidationFailure'],
    ['on no day', { start: at('2026-07-32T10:00:00') }, 400, 'ErrorPropertyValidationFailure'],
    ['in a zone nobody knows', { start: at('2026-07-07T10:00:00', 'Moon') }, 400, 'TimeZoneNotSupportedException'],
    ['all day from ten on', { isAllDay: true }, 400, 'ErrorPropertyValidationFailure'],
    ['with a property events do not have', { title: 'x' }, 400, 'RequestBodyRead'],
    ['with an attendee who has no address', { attendees: [{ emailAddress: { address: 'adele' } }] }, 400, 'BadRequest'],
    [
      'that repeats on no day of the week',
      {
        recurrence: {
          pattern: { type: 'weekly', interval: 1 },
          range: { type: 'noEnd', startDate: '2026-07-07' },
        },
      },
      400,
      'ErrorPropertyValidationFailure',
    ],
  ])('%s is refused', async (_, change, status, code) => {
    const answer = await megan.post('/me/events', { ...MEETING, ...change });
    expect([answer.status, answer.errorCode]).toEqual([status, code]);
    expect(await inJuly(megan)).toEqual([]);
  });

  it('is refused without a scope to write, and below another calendar', async () => {
    const reader = clientOf(graph, MEGAN, 'Calendars.Read');
    expect((await reader.post('/me/events', MEETING)).errorCode).toBe('ErrorAccessDenied');
    const [calendar] = (await megan.get('/me/calendars')).value;
    const own = `/me/calendars/${textIn(calendar, 'id')}`;
    expect((await megan.post(`${own}/events`, MEETING)).status).toBe(201);
    expect((await megan.get(`${own}/calendarView?${WINDOW}`)).status).toBe(200);
    const [other] = (await adele.get('/me/calendars')).value;
    expect((await megan.get(`/me/calendars/${textIn(other, 'id')}/events`)).errorCode).toBe('ErrorItemNotFound');
  });

  it('shows no body to a token with Calendars.ReadBasic only, and has no attachments', async () => {
    const address = `/me/events/${textIn(await made(), 'id')}`;
    const basic = clientOf(graph, MEGAN, 'Calendars.ReadBasic');
    expect((await basic.get(address)).json).not.toHaveProperty('body');
    expect((await basic.get(`${address}/attachments`)).status).toBe(403);
    expect((await megan.get(`${address}/attachments`)).value).toEqual([]);
  });
});

describe('a meeting', () => {
  it('is in the calendar of every attendee here, unanswered', async () => {
    const event = await made();
    for (const client of [adele, isaiah])
      expect(await inJuly(client)).toMatchObject([
        {
          iCalUId: event['iCalUId'],
          isOrganizer: false,
          showAs: 'tentative',
          responseStatus: { response: 'notResponded' },
          organizer: { emailAddress: { address: MEGAN } },
        },
      ]);
    expect((await inJuly(adele))[0]?.['id']).not.toBe(event['id']);
  });

  it.each([
    ['accept', 'accepted', 'busy'],
    ['tentativelyAccept', 'tentativelyAccepted', 'tentative'],
  ])('%s tells the organizer', async (action, response, showAs) => {
    const event = await made();
    const [copy] = await inJuly(adele);
    const answer = await adele.post(`/me/events/${textIn(copy, 'id')}/${action}`, { comment: 'Gladly' });
    expect([answer.status, answer.text]).toEqual([202, '']);
    expect(await inJuly(adele)).toMatchObject([{ responseStatus: { response }, showAs }]);
    expect((await megan.get(`/me/events/${textIn(event, 'id')}`)).json['attendees']).toMatchObject([
      { status: { response, time: '2026-06-17T09:30:00Z' } },
      { status: { response: 'none' } },
      { status: { response: 'none' } },
    ]);
  });

  it('decline takes it out of the calendar, quietly where no response is sent', async () => {
    const event = await made();
    for (const [client, sendResponse] of [
      [adele, false],
      [isaiah, true],
    ] as const) {
      const [copy] = await inJuly(client);
      expect((await client.post(`/me/events/${textIn(copy, 'id')}/decline`, { sendResponse })).status).toBe(202);
      expect(await inJuly(client)).toEqual([]);
    }
    expect((await megan.get(`/me/events/${textIn(event, 'id')}`)).json['attendees']).toMatchObject([
      { status: { response: 'none' } },
      { status: { response: 'declined' } },
      { status: { response: 'none' } },
    ]);
  });

  it('follows its organizer: what changes, who comes and who does not any more', async () => {
    const event = await made();
    const id = textIn(event, 'id');
    await megan.patch(`/me/events/${id}`, {
      start: at('2026-07-08T10:00:00'),
      end: at('2026-07-08T10:30:00'),
      attendees: [
        { emailAddress: { address: 'isaiah@fabrikam.example' } },
        { emailAddress: { address: 'lee@contoso.example' } },
      ],
    });
    expect(await inJuly(isaiah)).toMatchObject([{ start: at('2026-07-08T10:00:00.0000000'), isCancelled: false }]);
    expect(await inJuly(clientOf(graph, 'lee@contoso.example', 'Calendars.Read'))).toHaveLength(1);
    expect(await inJuly(adele)).toMatchObject([{ subject: 'Canceled: Display windows', isCancelled: true }]);
  });

  it('asks again when it has moved, and whoever comes back', async () => {
    const id = textIn(await made(), 'id');
    await adele.post(`/me/events/${textIn((await inJuly(adele))[0], 'id')}/accept`, {});
    await megan.patch(`/me/events/${id}`, { end: at('2026-07-07T11:30:00') });
    expect(await inJuly(adele)).toMatchObject([{ showAs: 'tentative', responseStatus: { response: 'notResponded' } }]);
    expect((await megan.get(`/me/events/${id}`)).json['attendees']).toMatchObject([
      { status: { response: 'none' } },
      {},
      {},
    ]);
    await megan.patch(`/me/events/${id}`, { attendees: [] });
    expect(await inJuly(adele)).toMatchObject([{ isCancelled: true }]);
    await megan.patch(`/me/events/${id}`, { attendees: MEETING.attendees });
    expect(await inJuly(adele)).toMatchObject([{ isCancelled: false, subject: 'Display windows' }]);
  });

  it("keeps an attendee's own changes to oneself", async () => {
    const event = await made();
    const [copy] = await inJuly(adele);
    await adele.patch(`/me/events/${textIn(copy, 'id')}`, { subject: 'Display windows (mine)', showAs: 'free' });
    expect(await inJuly(adele)).toMatchObject([{ subject: 'Display windows (mine)' }]);
    expect((await megan.get(`/me/events/${textIn(event, 'id')}`)).json['subject']).toBe('Display windows');
  });

  it('cancel marks the copies and takes the original away; only its organizer can', async () => {
    const event = await made();
    const [copy] = await inJuly(adele);
    const refused = await adele.post(`/me/events/${textIn(copy, 'id')}/cancel`, {});
    expect([refused.status, refused.errorCode]).toEqual([400, 'ErrorInvalidRequest']);
    expect((await megan.post(`/me/events/${textIn(event, 'id')}/cancel`, { comment: 'Paid' })).status).toBe(202);
    expect(await inJuly(megan)).toEqual([]);
    expect(await inJuly(adele)).toMatchObject([
      { subject: 'Canceled: Display windows', isCancelled: true, showAs: 'free' },
    ]);
    const own = await megan.post(`/me/events/${textIn(await made(), 'id')}/accept`, {});
    expect([own.status, own.errorCode]).toEqual([400, 'ErrorInvalidRequest']);
  });
});

describe('a series', () => {
  const SERIES = {
    ...MEETING,
    start: at('2026-07-06T09:00:00', 'Europe/Berlin'),
    end: at('2026-07-06T09:30:00', 'Europe/Berlin'),
    recurrence: {
      pattern: { type: 'weekly', interval: 1, daysOfWeek: ['Monday'] },
      range: { type: 'numbered', startDate: '2026-07-06', numberOfOccurrences: 20 },
    },
  };
  const instancesOf = (id: string): Promise<Answer> => megan.get(`/me/events/${id}/instances?${WINDOW}&$top=50`);

  it('has instances at the same local time, before and after the clocks change', async () => {
    const event = await made(SERIES);
    expect(event).toMatchObject({
      type: 'seriesMaster',
      recurrence: { range: { recurrenceTimeZone: 'Europe/Berlin' } },
    });
    const { value } = await megan.get(
      `/me/events/${textIn(event, 'id')}/instances?startDateTime=2026-10-19&endDateTime=2026-11-01`,
    );
    expect(value).toMatchObject([
      { type: 'occurrence', seriesMasterId: event['id'], start: at('2026-10-19T07:00:00.0000000') },
      { start: at('2026-10-26T08:00:00.0000000') },
    ]);
    expect((await instancesOf(textIn(event, 'id'))).value).toHaveLength(4);
    expect((await megan.get(`/me/events/${textIn(event, 'id')}/instances`)).errorCode).toBe('ErrorInvalidParameter');
  });

  it('has exceptions, for everybody', async () => {
    const id = textIn(await made(SERIES), 'id');
    const [first, second] = (await instancesOf(id)).value;
    const moved = await megan.patch(`/me/events/${textIn(second, 'id')}`, {
      subject: 'Display windows, late',
      start: at('2026-07-13T15:00:00'),
      end: at('2026-07-13T15:30:00'),
    });
    expect(moved.json).toMatchObject({
      type: 'exception',
      id: second?.['id'],
      start: at('2026-07-13T15:00:00.0000000'),
    });
    expect((await megan.delete(`/me/events/${textIn(first, 'id')}`)).status).toBe(204);
    for (const client of [megan, adele])
      expect(
        (await inJuly(client)).map(({ subject, start }) => [subject, String(Object(start).dateTime).slice(0, 16)]),
      ).toEqual([
        ['Display windows, late', '2026-07-13T15:00'],
        ['Display windows', '2026-07-20T07:00'],
        ['Display windows', '2026-07-27T07:00'],
      ]);
  });

  it('is answered occurrence by occurrence', async () => {
    const id = textIn(await made(SERIES), 'id');
    const [first, second] = await inJuly(adele);
    await adele.post(`/me/events/${textIn(first, 'id')}/decline`, {});
    await adele.post(`/me/events/${textIn(second, 'id')}/accept`, {});
    expect((await inJuly(adele)).map(({ responseStatus }) => Object(responseStatus).response)).toEqual([
      'accepted',
      'notResponded',
      'notResponded',
    ]);
    const answers = (await instancesOf(id)).value.map(({ attendees }) => Object(attendees)[0].status.response);
    expect(answers).toEqual(['declined', 'accepted', 'none', 'none']);
  });

  it('is deleted as a whole', async () => {
    const id = textIn(await made(SERIES), 'id');
    expect((await megan.delete(`/me/events/${id}`)).status).toBe(204);
    expect(await inJuly(megan)).toEqual([]);
  });
});

describe('delta', () => {
  it('of events tells what was made, changed and deleted', async () => {
    const gone = textIn(await made({ ...MEETING, subject: 'Short-lived' }), 'id');
    const { link, value } = await untilDeltaLink(megan, '/me/events/delta');
    expect(value.length).toBeGreaterThanOrEqual(7);
    const event = await made();
    await megan.delete(`/me/events/${gone}`);
    expect((await untilDeltaLink(megan, link)).value).toMatchObject([
      { id: event['id'], '@odata.type': '#microsoft.graph.event' },
      { id: gone, '@removed': { reason: 'deleted' } },
    ]);
  });

  it('of a view keeps to its window', async () => {
    const { link, value } = await untilDeltaLink(megan, `/me/calendarView/delta?${WINDOW}`);
    expect(value.length).toBeGreaterThan(0);
    expect(await megan.get('/me/calendarView/delta').then(({ errorCode }) => errorCode)).toBe('ErrorInvalidParameter');
    const event = await made();
    const next = await untilDeltaLink(megan, link);
    expect(next.value).toMatchObject([{ id: event['id'] }]);
    await megan.patch(`/me/events/${textIn(event, 'id')}`, {
      start: at('2026-09-07T10:00:00'),
      end: at('2026-09-07T11:00:00'),
    });
    expect((await untilDeltaLink(megan, next.link)).value).toMatchObject([
      { id: event['id'], '@removed': { reason: 'deleted' } },
    ]);
  });
});
