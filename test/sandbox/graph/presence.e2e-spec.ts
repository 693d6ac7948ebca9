import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask } from './ask.js';
import type { GraphFixture } from './graph-fixture.js';
import { startGraph } from './graph-fixture.js';

const MEGAN = 'megan@contoso.example';
const ADELE = 'adele@contoso.example';
const SCOPES = ['Presence.Read', 'Presence.Read.All'];
let graph: GraphFixture;
beforeAll(async () => {
  graph = await startGraph();
});
afterAll(() => graph.close());

describe('presence', () => {
  it('tells who is there', async () => {
    const { status, json } = await graph.get(`/users/${ADELE}/presence`, MEGAN, SCOPES);
    expect(status).toBe(200);
    expect(json).toMatchObject({
      '@odata.context': `${graph.origin}/v1.0/$metadata#users('${graph.user(ADELE).id}')/presence/$entity`,
      id: graph.user(ADELE).id,
      availability: 'Away',
      activity: 'Away',
    });
  });

  it('tells that somebody is in a meeting while one lasts', async () => {
    const { value } = await graph.get("/me/events?$filter=type eq 'singleInstance'", MEGAN, ['Calendars.Read']);
    const meeting = value.find(({ showAs }) => showAs === 'busy');
    const start = meeting?.['start'];
    const dateTime: unknown = typeof start === 'object' && start !== null ? Reflect.get(start, 'dateTime') : undefined;
    const before = graph.clock.at;
    graph.clock.at = Date.parse(`${String(dateTime)}Z`) + 60_000;
    const busy = (await graph.get('/me/presence', MEGAN, SCOPES)).json;
    graph.clock.at = before;
    expect([busy['availability'], busy['activity']]).toEqual(['Busy', 'InAMeeting']);
  });

  it('tells many at once, in the order asked for, strangers as unknown', async () => {
    const stranger = '00000000-0000-0000-0000-00000000cafe';
    const ids = [graph.user(ADELE).id, stranger, graph.user('dana@contoso.example').id];
    const { status, json, value } = await ask(graph, 'POST /communications/getPresencesByUserId', {
      as: MEGAN,
      scopes: SCOPES,
      body: { ids },
    });
    expect([status, json['@odata.context']]).toEqual([
      200,
      `${graph.origin}/v1.0/$metadata#Collection(microsoft.graph.presence)`,
    ]);
    expect(value.map(({ id, availability }) => [id, availability])).toEqual([
      [ids[0], 'Away'],
      [stranger, 'PresenceUnknown'],
      [ids[2], 'Offline'],
    ]);
  });

  it.each([
    ['too many ids', { ids: Array.from({ length: 651 }, () => 'x') }, 400],
    ['no list', { ids: 'x' }, 400],
    ['no ids', {}, 400],
  ])('is refused for %s', async (_, body, status) => {
    const refused = await ask(graph, 'POST /communications/getPresencesByUserId', { as: MEGAN, scopes: SCOPES, body });
    expect([refused.status, refused.errorCode]).toEqual([status, 'BadRequest']);
  });

  it('wants the larger scope for many', async () => {
    const refused = await ask(graph, 'POST /communications/getPresencesByUserId', {
      as: MEGAN,
      scopes: ['Presence.Read'],
      body: { ids: [] },
    });
    expect([refused.status, refused.errorCode]).toEqual([403, 'Forbidden']);
  });
});
