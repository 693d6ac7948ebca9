import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { GraphClient } from './graph-client.js';
import { clientOf } from './graph-client.js';
import type { GraphFixture } from './graph-fixture.js';
import { startGraph } from './graph-fixture.js';

let graph: GraphFixture;
let megan: GraphClient;
beforeAll(async () => {
  graph = await startGraph();
  megan = clientOf(graph, 'megan@contoso.example', 'Calendars.Read', 'Calendars.Read.Shared');
});
afterAll(() => graph.close());

const at = (dateTime: string, timeZone = 'UTC'): unknown => ({ dateTime, timeZone });

describe('getSchedule', () => {
  const ASKED = {
    schedules: ['megan@contoso.example', 'nestor@contoso.example', 'isaiah@fabrikam.example'],
    startTime: at('2026-06-17T10:00:00', 'Europe/Berlin'),
    endTime: at('2026-06-17T12:00:00', 'Europe/Berlin'),
    availabilityViewInterval: 30,
  };

  it('shows when colleagues are busy, and oneself with what', async () => {
    const answer = await megan.post('/me/calendar/getSchedule', ASKED, { prefer: 'outlook.timezone="Europe/Berlin"' });
    expect(answer.status).toBe(200);
    expect(answer.json['@odata.context']).toBe(
      `${graph.origin}/v1.0/$metadata#Collection(microsoft.graph.scheduleInformation)`,
    );
    const busy = {
      status: 'busy',
      start: at('2026-06-17T10:30:00.0000000', 'Europe/Berlin'),
      end: at('2026-06-17T10:45:00.0000000', 'Europe/Berlin'),
    };
    expect(answer.value).toMatchObject([
      { availabilityView: '0200', scheduleItems: [{ ...busy, subject: 'Operations stand-up', isPrivate: false }] },
      { availabilityView: '0200', scheduleItems: [busy], workingHours: { startTime: '08:00:00.0000000' } },
      { availabilityView: '', error: { responseCode: 'ErrorMailRecipientNotFound' } },
    ]);
    expect(JSON.stringify(answer.value[1])).not.toContain('stand-up');
  });

  it.each([
    [{ endTime: at('2026-06-17T10:00:00') }, 200],
    [{ endTime: at('2026-06-17T08:00:00') }, 400],
    [{ endTime: at('2026-09-17T10:00:00') }, 400],
    [{ schedules: [] }, 400],
    [{ availabilityViewInterval: 4 }, 400],
  ])('with %j answers %i', async (change, status) => {
    expect((await megan.post('/me/calendar/getSchedule', { ...ASKED, ...change })).status).toBe(status);
  });

  it('is not for personal accounts', async () => {
    const pat = clientOf(graph, 'pat@outlook.example', 'Calendars.Read');
    const answer = await pat.post('/me/calendar/getSchedule', ASKED);
    expect([answer.status, answer.errorCode]).toEqual([403, 'AccessDenied']);
  });
});

describe('findMeetingTimes', () => {
  const slots = (start: string, end: string): unknown => ({
    activityDomain: 'work',
    timeSlots: [{ start: at(start), end: at(end) }],
  });
  const nestor = [{ type: 'required', emailAddress: { address: 'nestor@contoso.example' } }];

  it('suggests times when everybody is free, in order', async () => {
    const answer = await megan.post('/me/findMeetingTimes', {
      attendees: nestor,
      timeConstraint: slots('2026-06-17T07:00:00', '2026-06-17T10:00:00'),
      meetingDuration: 'PT1H',
      returnSuggestionReasons: 'true',
      minimumAttendeePercentage: '100',
    });
    expect(answer.json['@odata.context']).toContain('$metadata#microsoft.graph.meetingTimeSuggestionsResult');
    expect(answer.json['emptySuggestionsReason']).toBe('');
    // Hours begin at 8, the stand-up is from 8:30 to 8:45.
    expect(answer.json['meetingTimeSuggestions']).toMatchObject([
      {
        confidence: 100,
        order: 1,
        organizerAvailability: 'free',
        attendeeAvailability: [
          { availability: 'free', attendee: { emailAddress: { address: 'nestor@contoso.example' } } },
        ],
        meetingTimeSlot: { start: at('2026-06-17T09:00:00.0000000'), end: at('2026-06-17T10:00:00.0000000') },
        suggestionReason: 'Suggested because it is one of the nearest times when all attendees are available.',
      },
    ]);
  });

  it.each([
    ['the organizer is busy', nestor, '2026-06-17T08:30:00', '2026-06-17T09:00:00', 'OrganizerUnavailable'],
    [
      'nobody knows',
      'isaiah@fabrikam.example',
      '2026-06-17T09:00:00',
      '2026-06-17T10:00:00',
      'AttendeesUnavailableOrUnknown',
    ],
    [
      'an attendee is busy',
      'mika@contoso.example',
      '2026-06-17T14:00:00',
      '2026-06-17T14:30:00',
      'AttendeesUnavailable',
    ],
  ])('says why there is no time when %s', async (_, who, start, end, reason) => {
    const attendees = typeof who === 'string' ? [{ emailAddress: { address: who } }] : who;
    const asked = { attendees, timeConstraint: { ...Object(slots(start, end)), activityDomain: 'unrestricted' } };
    const answer = await megan.post('/me/findMeetingTimes', asked);
    expect(answer.json).toMatchObject({ emptySuggestionsReason: reason, meetingTimeSuggestions: [] });
  });

  it('takes no body for the next week, and suggests as many times as are wanted', async () => {
    const all = (await megan.post('/me/findMeetingTimes')).json['meetingTimeSuggestions'];
    expect(all).toHaveLength(20);
    expect(
      (await megan.post('/me/findMeetingTimes', { maxCandidates: 3 })).json['meetingTimeSuggestions'],
    ).toHaveLength(3);
  });

  it('wants the shared scope, a length and known zones', async () => {
    const reader = clientOf(graph, 'megan@contoso.example', 'Calendars.ReadWrite');
    expect((await reader.post('/me/findMeetingTimes', {})).status).toBe(403);
    expect((await megan.post('/me/findMeetingTimes', { meetingDuration: 'PT0H' })).errorCode).toBe(
      'ErrorInvalidParameter',
    );
    expect((await megan.post('/me/findMeetingTimes', { meetingDuration: 'an hour' })).status).toBe(400);
  });
});
