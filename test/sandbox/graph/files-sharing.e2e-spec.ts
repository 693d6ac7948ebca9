import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Calls } from './calls-of.js';
import { callsOf } from './calls-of.js';
import type { GraphFixture } from './graph-fixture.js';
import { startGraph } from './graph-fixture.js';

const MEGAN = 'megan@contoso.example';
const ADELE = 'adele@contoso.example';
let graph: GraphFixture;
let call: Calls;
beforeAll(async () => {
  graph = await startGraph();
  call = callsOf(graph, MEGAN, 'Files.ReadWrite.All');
});
beforeEach(() => graph.reset());
afterAll(() => graph.close());

function shareOf(address: unknown): string {
  return `u!${Buffer.from(String(address)).toString('base64url')}`;
}

function linkOf(json: Record<string, unknown>): string {
  return String(Object(json['link'])['webUrl']);
}

describe('what others shared', () => {
  it('is listed with where it lies, and read there', async () => {
    const { value } = await call('GET', '/me/drive/sharedWithMe');
    expect(value.map(({ name }) => name)).toEqual(['Spring range.csv', 'Shoot']);
    const remote = Object(value[0]?.['remoteItem']);
    expect(remote).toMatchObject({ shared: { sharedBy: { user: { displayName: 'Adele Vance' } } } });
    const path = `/drives/${remote.parentReference.driveId}/items/${remote.id}`;
    expect((await call('GET', path)).json['name']).toBe('Spring range.csv');
    expect((await call('GET', `${path}/content`)).status).toBe(302);
  });

  it('is written where it was shared for writing, with everything below it', async () => {
    const remote = (await call('GET', '/me/drive/sharedWithMe')).value.map(({ remoteItem }) => Object(remoteItem));
    const at = (index: number): string => `/drives/${remote[index].parentReference.driveId}/items/${remote[index].id}`;
    expect((await call('PUT', `${at(0)}/content`, 'x')).errorCode).toBe('accessDenied');
    const made = await call('PUT', `${at(1)}:/new.txt:/content`, 'x');
    expect([made.status, made.json['createdBy']]).toMatchObject([201, { user: { displayName: 'Megan Bowen' } }]);
    const alex = await callsOf(graph, 'alex@contoso.example', 'Files.Read')('GET', '/me/drive/root:/Shoot/new.txt');
    expect(alex.status).toBe(200);
  });

  it('is out of reach for a scope of one’s own files, and so is what was not shared', async () => {
    const [item] = (await call('GET', '/me/drive/sharedWithMe')).value;
    const remote = Object(item?.['remoteItem']);
    const own = callsOf(graph, MEGAN, 'Files.ReadWrite');
    expect((await own('GET', '/me/drive/sharedWithMe')).status).toBe(403);
    expect((await own('GET', `/drives/${remote.parentReference.driveId}/items/${remote.id}`)).status).toBe(403);
    expect((await call('GET', `/drives/${remote.parentReference.driveId}/root`)).status).toBe(403);
    expect((await call('GET', `/drives/${remote.parentReference.driveId}/items/01X`)).status).toBe(403);
  });
});

describe('a sharing link', () => {
  it('opens the item for the organization, and nobody else', async () => {
    const made = await call('POST', '/me/drive/root:/Budget%202026.csv:/createLink', { type: 'view' });
    expect(made.status).toBe(201);
    expect(made.json).toMatchObject({ roles: ['read'], link: { type: 'view', scope: 'organization' } });
    const id = shareOf(linkOf(made.json));
    expect(made.json['shareId']).toBe(id);
    const adele = callsOf(graph, ADELE, 'Files.ReadWrite.All');
    const opened = await adele('GET', `/shares/${id}/driveItem`);
    expect([opened.status, opened.json['name']]).toEqual([200, 'Budget 2026.csv']);
    // Who has opened it may go on by the ids of the item.
    const { driveId } = Object(opened.json['parentReference']);
    expect((await adele('GET', `/drives/${driveId}/items/${String(opened.json['id'])}`)).status).toBe(200);
    const elsewhere = await callsOf(
      graph,
      'isaiah@fabrikam.example',
      'Files.ReadWrite.All',
    )('GET', `/shares/${id}/driveItem`);
    expect([elsewhere.status, elsewhere.errorCode]).toEqual([403, 'accessDenied']);
  });

  it('is the same when it is asked for again, and another of another kind', async () => {
    const path = '/me/drive/root:/Budget%202026.csv:/createLink';
    const first = await call('POST', path, { type: 'view', scope: 'organization' });
    const again = await call('POST', path, { type: 'view', scope: 'organization' });
    expect([again.status, again.json['id']]).toEqual([200, first.json['id']]);
    const edit = await call('POST', path, { type: 'edit', scope: 'anonymous' });
    expect([edit.status, edit.json['roles']]).toEqual([201, ['write']]);
    const { value } = await call('GET', '/me/drive/root:/Budget%202026.csv:/permissions');
    expect(value.map(({ roles }) => roles)).toEqual([['owner'], ['read'], ['write']]);
    expect((await call('GET', '/me/drive/root:/Budget%202026.csv')).json['shared']).toEqual({ scope: 'anonymous' });
  });

  it('ends when it said it would, and with the item', async () => {
    const expirationDateTime = new Date(graph.clock.now() + 60_000).toISOString();
    const made = await call('POST', '/me/drive/root:/Launch:/createLink', { type: 'view', expirationDateTime });
    const path = `/shares/${shareOf(linkOf(made.json))}/driveItem`;
    expect((await call('GET', path)).status).toBe(200);
    graph.clock.at += 61_000;
    expect((await call('GET', path)).errorCode).toBe('itemNotFound');
    const other = await call('POST', '/me/drive/root:/Meetings:/createLink', { type: 'view' });
    await call('DELETE', '/me/drive/root:/Meetings');
    expect((await call('GET', `/shares/${shareOf(linkOf(other.json))}/driveItem`)).status).toBe(404);
  });

  it('may be the plain address of an item one can see', async () => {
    const { json } = await call('GET', '/me/drive/root:/Launch/Launch%20plan.md');
    const path = `/shares/${shareOf(json['webUrl'])}/driveItem`;
    expect((await call('GET', path)).json['id']).toBe(json['id']);
    expect((await callsOf(graph, ADELE, 'Files.ReadWrite.All')('GET', path)).status).toBe(403);
  });

  it.each([
    ['nothing', 400, 'invalidRequest'],
    ['u!%20', 400, 'invalidRequest'],
    [shareOf('no address'), 400, 'invalidRequest'],
    [shareOf('https://elsewhere.example/x'), 404, 'itemNotFound'],
  ])('is not %s', async (id, status, code) => {
    const answer = await call('GET', `/shares/${id}/driveItem`);
    expect([answer.status, answer.errorCode]).toEqual([status, code]);
  });

  it.each([
    [{ type: 'embed' }, 'invalidRequest'],
    [{ type: 'own' }, 'BadRequest'],
    [{}, 'BadRequest'],
  ])('is not made from %j', async (body, code) => {
    const answer = await call('POST', '/me/drive/root:/Launch:/createLink', body);
    expect([answer.status, answer.errorCode]).toEqual([400, code]);
  });
});

describe('a copy', () => {
  it('is accepted, and its monitor tells how far it is and what it made, to whoever has the address', async () => {
    const { json } = await call('GET', '/me/drive/root:/Launch');
    const meetings = await call('GET', '/me/drive/root:/Meetings');
    const accepted = await call('POST', `/me/drive/items/${String(json['id'])}/copy`, {
      name: 'Launch again',
      parentReference: { driveId: Object(meetings.json['parentReference']).driveId, id: meetings.json['id'] },
    });
    expect([accepted.status, accepted.text]).toEqual([202, '']);
    const monitor = accepted.headers.get('location') ?? '';
    expect((await graph.send(monitor, {})).json).toMatchObject({ status: 'inProgress' });
    const done = await graph.send(monitor, {});
    expect(done.json).toMatchObject({ status: 'completed', percentageComplete: 100 });
    const copied = await call('GET', `/me/drive/items/${String(done.json['resourceId'])}`);
    expect(copied.json).toMatchObject({ name: 'Launch again', size: json['size'], folder: { childCount: 3 } });
    await call('PUT', '/me/drive/root:/Meetings/Launch%20again/Launch%20plan.md:/content', 'other');
    expect((await call('GET', '/me/drive/root:/Launch/Launch%20plan.md')).json['size']).not.toBe(5);
    expect((await fetch(`${monitor}x`)).status).toBe(404);
  });

  it('fails where the name is taken, unless it may have another', async () => {
    const path = '/me/drive/root:/Budget%202026.csv:/copy';
    const failed = await call('POST', path, {});
    const monitor = failed.headers.get('location') ?? '';
    await graph.send(monitor, {});
    expect(Object(await fetch(monitor).then((response) => response.json()))).toMatchObject({
      status: 'failed',
      error: { code: 'nameAlreadyExists' },
    });
    expect((await call('POST', `${path}?@microsoft.graph.conflictBehavior=rename`, {})).status).toBe(202);
    expect((await call('GET', '/me/drive/root:/Budget%202026%201.csv')).status).toBe(200);
  });

  it('is made of what others shared, into one’s own drive', async () => {
    const [item] = (await call('GET', '/me/drive/sharedWithMe')).value;
    const remote = Object(item?.['remoteItem']);
    const { driveId } = Object((await call('GET', '/me/drive/root')).json['parentReference']);
    const path = `/drives/${remote.parentReference.driveId}/items/${remote.id}/copy`;
    expect((await call('POST', path, { parentReference: { driveId, path: '/drive/root:/Launch' } })).status).toBe(202);
    expect((await call('GET', '/me/drive/root:/Launch/Spring%20range.csv')).status).toBe(200);
    expect((await call('POST', path, { name: 'x' })).status).toBe(403);
  });
});
