import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { GraphClient } from './graph-client.js';
import { clientOf, textIn } from './graph-client.js';
import type { GraphFixture } from './graph-fixture.js';
import { startGraph } from './graph-fixture.js';

const MEGAN = 'megan@contoso.example';
let graph: GraphFixture;
let megan: GraphClient;
beforeAll(async () => {
  graph = await startGraph();
  megan = clientOf(graph, MEGAN, 'Tasks.ReadWrite');
});
beforeEach(() => graph.reset());
afterAll(() => graph.close());

describe('To Do lists', () => {
  it('begin with the one everybody has', async () => {
    const { value, json } = await megan.get('/me/todo/lists');
    expect(json['@odata.context']).toBe(`${graph.origin}/v1.0/$metadata#users('${graph.user(MEGAN).id}')/todo/lists`);
    expect(value.map(({ displayName, wellknownListName }) => [displayName, wellknownListName])).toEqual([
      ['Tasks', 'defaultList'],
      ['Flagged Emails', 'flaggedEmails'],
      ['Launch', 'none'],
    ]);
    const pat = clientOf(graph, 'pat@outlook.example', 'Tasks.Read');
    expect((await pat.get('/me/todo/lists')).value).toHaveLength(3);
  });

  it('are made, renamed and deleted, the well-known ones not', async () => {
    const made = await megan.post('/me/todo/lists', { displayName: 'Travel' });
    expect([made.status, made.json['wellknownListName']]).toEqual([201, 'none']);
    const address = `/me/todo/lists/${textIn(made.json, 'id')}`;
    const etag = textIn(made.json, '@odata.etag');
    const renamed = await megan.patch(address, { displayName: 'Trains' }, { 'if-match': etag });
    expect([renamed.status, renamed.json['displayName']]).toEqual([200, 'Trains']);
    expect((await megan.delete(address, { 'if-match': etag })).status).toBe(412);
    expect((await megan.delete(address)).status).toBe(204);
    expect((await megan.get(`${address}/tasks`)).errorCode).toBe('ErrorItemNotFound');
    const [first] = (await megan.get('/me/todo/lists')).value;
    expect((await megan.delete(`/me/todo/lists/${textIn(first, 'id')}`)).errorCode).toBe('ErrorInvalidRequest');
    expect((await megan.post('/me/todo/lists', {})).status).toBe(400);
  });
});

describe('To Do tasks', () => {
  async function launch(): Promise<string> {
    const [list] = (await megan.get("/me/todo/lists?$filter=displayName eq 'Launch'")).value;
    return `/me/todo/lists/${textIn(list, 'id')}/tasks`;
  }

  it('are listed and filtered', async () => {
    const address = await launch();
    expect((await megan.get(address)).value).toHaveLength(3);
    const open = await megan.get(`${address}?$filter=status ne 'completed'&$select=title,dueDateTime&$count=true`);
    expect(open.json['@odata.count']).toBe(2);
    expect(open.value).toMatchObject([
      { title: 'Press kit', dueDateTime: { dateTime: '2026-06-23T00:00:00.0000000', timeZone: 'UTC' } },
      { title: 'Prices for all fourteen stores' },
    ]);
  });

  it('are made, completed with the time it was, taken up again and deleted', async () => {
    const address = await launch();
    const made = await megan.post(address, {
      title: 'Call Toni',
      body: { content: 'About number 14', contentType: 'text' },
      dueDateTime: { dateTime: '2026-06-20T00:00:00', timeZone: 'UTC' },
    });
    expect(made.status).toBe(201);
    expect(made.json).toMatchObject({ title: 'Call Toni', status: 'notStarted', importance: 'normal' });
    expect(made.json).not.toHaveProperty('completedDateTime');
    const one = `${address}/${textIn(made.json, 'id')}`;
    const etag = textIn(made.json, '@odata.etag');
    const done = await megan.patch(one, { status: 'completed' }, { 'if-match': etag });
    expect(done.json).toMatchObject({
      status: 'completed',
      completedDateTime: { dateTime: '2026-06-17T09:30:00.0000000', timeZone: 'UTC' },
    });
    const late = await megan.patch(one, { title: 'x' }, { 'if-match': etag });
    expect([late.status, late.errorCode]).toEqual([412, 'preconditionFailed']);
    const again = await megan.patch(one, { status: 'inProgress', dueDateTime: null });
    expect(again.json).not.toHaveProperty('completedDateTime');
    expect(again.json).not.toHaveProperty('dueDateTime');
    expect((await megan.delete(one)).status).toBe(204);
    expect((await megan.get(one)).errorCode).toBe('ErrorItemNotFound');
  });

  it('are refused with unknown properties and words, and without the scope', async () => {
    const address = await launch();
    expect((await megan.post(address, { subject: 'x' })).errorCode).toBe('RequestBodyRead');
    expect((await megan.post(address, { status: 'done' })).errorCode).toBe('BadRequest');
    const reader = clientOf(graph, MEGAN, 'Tasks.Read');
    expect((await reader.get(address)).status).toBe(200);
    expect((await reader.post(address, { title: 'x' })).errorCode).toBe('ErrorAccessDenied');
    expect((await clientOf(graph, 'adele@contoso.example', 'Tasks.ReadWrite').get(address)).status).toBe(404);
  });
});
