import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Calls } from './calls-of.js';
import { callsOf } from './calls-of.js';
import type { GraphFixture } from './graph-fixture.js';
import { startGraph } from './graph-fixture.js';

const MEGAN = 'megan@contoso.example';
let graph: GraphFixture;
let call: Calls;
beforeAll(async () => {
  graph = await startGraph();
  call = callsOf(graph, MEGAN, 'Files.ReadWrite');
});
beforeEach(() => graph.reset());
afterAll(() => graph.close());

async function contentOf(path: string): Promise<string> {
  const { headers } = await call('GET', path);
  return (await graph.send(headers.get('location') ?? '', {})).text;
}

describe('a file', () => {
  it('is written by path with the folders that lead to it, and read back', async () => {
    const made = await call('PUT', '/me/drive/root:/New/Deep/%C3%9Cber%20%23.txt:/content', 'one');
    expect([made.status, made.json['name'], made.json['size']]).toEqual([201, 'Über #.txt', 3]);
    expect(made.json['file']).toMatchObject({ mimeType: 'text/plain' });
    expect(await contentOf('/me/drive/root:/new/deep/%C3%BCber%20%23.TXT:/content')).toBe('one');
    expect((await call('GET', '/me/drive/root:/New')).json).toMatchObject({ folder: { childCount: 1 }, size: 3 });
  });

  it('is replaced by path and by id: its tags change, its id stays', async () => {
    const first = await call('PUT', '/me/drive/root:/a.bin:/content', Buffer.from([0, 255, 10, 13]));
    const second = await call('PUT', '/me/drive/root:/A.BIN:/content', 'two');
    expect([second.status, second.json['id'], second.json['name']]).toEqual([200, first.json['id'], 'a.bin']);
    expect(second.json['eTag']).not.toBe(first.json['eTag']);
    expect(second.json['cTag']).not.toBe(first.json['cTag']);
    expect(second.headers.get('etag')).toBe(second.json['eTag']);
    const third = await call('PUT', `/me/drive/items/${String(first.json['id'])}/content`, '');
    expect([third.status, third.json['size']]).toEqual([200, 0]);
  });

  it('is made below a folder named by id', async () => {
    const { json } = await call('GET', '/me/drive/root:/Launch');
    const made = await call('PUT', `/me/drive/items/${String(json['id'])}:/content:/content`, 'x');
    expect([made.status, made.json['name']]).toEqual([201, 'content']);
    const found = await call('GET', `/me/drive/items/${String(json['id'])}:/content`);
    expect(found.json).toMatchObject({ id: made.json['id'], parentReference: { id: json['id'] } });
  });

  it.each([
    ['fail', 409, undefined],
    ['replace', 200, 'Budget 2026.csv'],
    ['rename', 201, 'Budget 2026 1.csv'],
  ])('whose name is taken is written as conflictBehavior=%s says', async (behavior, status, name) => {
    const answer = await call(
      'PUT',
      `/me/drive/root:/Budget%202026.csv:/content?@microsoft.graph.conflictBehavior=${behavior}`,
      'x',
    );
    expect(answer.status).toBe(status);
    expect(answer.errorCode ?? answer.json['name']).toBe(name ?? 'nameAlreadyExists');
  });

  it('is not written over what somebody else changed', async () => {
    const path = '/me/drive/root:/Budget%202026.csv:/content';
    const { json } = await call('GET', '/me/drive/root:/Budget%202026.csv');
    const tags = { etag: String(json['eTag']), ctag: String(json['cTag']) };
    expect((await call('PUT', path, 'mine', { 'if-match': tags.etag })).status).toBe(200);
    for (const tag of [tags.etag, tags.ctag]) {
      const late = await call('PUT', path, 'late', { 'if-match': tag });
      expect([late.status, late.errorCode]).toEqual([412, 'preconditionFailed']);
    }
    expect((await call('PUT', path, 'new', { 'if-none-match': '*' })).status).toBe(412);
    expect((await call('PUT', '/me/drive/root:/n.txt:/content', 'new', { 'if-none-match': '*' })).status).toBe(201);
    expect((await call('PUT', '/me/drive/root:/m.txt:/content', 'new', { 'if-match': tags.etag })).status).toBe(412);
    expect(await contentOf(path)).toBe('mine');
  });

  it('that the client has already is answered with 304', async () => {
    const { json } = await call('GET', '/me/drive/root:/Budget%202026.csv');
    for (const path of ['/me/drive/root:/Budget%202026.csv', '/me/drive/root:/Budget%202026.csv:/content']) {
      const known = await call('GET', path, undefined, { 'if-none-match': String(json['eTag']) });
      expect([known.status, known.text, known.headers.get('etag')]).toEqual([304, '', json['eTag']]);
      expect((await call('GET', path, undefined, { 'if-none-match': String(json['cTag']) })).status).toBe(304);
    }
  });

  it('keeps what an open download address gave until it changes', async () => {
    const { headers } = await call('GET', '/me/drive/root:/Budget%202026.csv:/content');
    const address = headers.get('location') ?? '';
    const before = await graph.send(address, {});
    await call('PUT', '/me/drive/root:/Budget%202026.csv:/content', 'changed');
    const etag = before.headers.get('etag') ?? '';
    const ranged = await graph.send(address, { headers: { range: 'bytes=0-1', 'if-range': etag } });
    expect([ranged.status, ranged.text]).toEqual([200, 'changed']);
    const head = await graph.send(address, { method: 'HEAD' });
    expect([head.status, head.text, head.headers.get('content-length')]).toEqual([200, '', '7']);
    await call('DELETE', '/me/drive/root:/Budget%202026.csv');
    expect((await fetch(address)).status).toBe(401);
  });

  it.each([
    ['PUT', '/me/drive/root:/Launch:/content', 409, 'nameAlreadyExists'],
    ['PUT', '/me/drive/items/root/content', 400, 'invalidRequest'],
    ['PUT', '/me/drive/items/01NOTHING/content', 404, 'itemNotFound'],
    ['PUT', '/me/drive/root:/a*b.txt:/content', 400, 'invalidRequest'],
    ['PUT', '/me/drive/root:/CON/x.txt:/content', 400, 'invalidRequest'],
    ['PUT', '/me/drive/root:/Budget%202026.csv/x.txt:/content', 409, 'nameAlreadyExists'],
    ['PUT', '/me/drive/root:/x.txt:/content?@microsoft.graph.conflictBehavior=merge', 400, 'invalidRequest'],
    ['DELETE', '/me/drive/root', 400, 'invalidRequest'],
    ['DELETE', '/me/drive/root:/nothing', 404, 'itemNotFound'],
    ['PUT', '/users/adele@contoso.example/drive/root:/x.txt:/content', 403, 'accessDenied'],
  ])('is refused for %s %s', async (method, path, status, code) => {
    const answer = await call(method, path, method === 'PUT' ? 'x' : undefined);
    expect([answer.status, answer.errorCode]).toEqual([status, code]);
  });

  it('is not written with a scope for reading', async () => {
    const answer = await callsOf(graph, MEGAN, 'Files.Read.All')('PUT', '/me/drive/root:/x.txt:/content', 'x');
    expect([answer.status, answer.errorCode]).toEqual([403, 'accessDenied']);
  });
});

describe('a folder', () => {
  it('is made, and under another name where it is told to', async () => {
    const made = await call('POST', '/me/drive/root/children', { name: 'Plans', folder: {} });
    expect([made.status, made.json['folder']]).toEqual([201, { childCount: 0 }]);
    const again = await call('POST', '/me/drive/root/children', { name: 'plans', folder: {} });
    expect([again.status, again.errorCode]).toEqual([409, 'nameAlreadyExists']);
    const renamed = await call('POST', '/me/drive/root/children', {
      name: 'Plans',
      folder: {},
      '@microsoft.graph.conflictBehavior': 'rename',
    });
    expect([renamed.status, renamed.json['name']]).toEqual([201, 'Plans 1']);
    const inner = await call('POST', `/me/drive/items/${String(made.json['id'])}/children`, { name: 'A', folder: {} });
    expect(inner.json['parentReference']).toMatchObject({
      id: made.json['id'],
      path: expect.stringMatching(/:\/Plans$/),
    });
  });

  it('is deleted with everything in it', async () => {
    const { json } = await call('GET', '/me/drive/root:/Launch/Launch%20plan.md');
    expect((await call('DELETE', '/me/drive/root:/Launch')).status).toBe(204);
    expect((await call('GET', '/me/drive/root:/Launch')).status).toBe(404);
    expect((await call('GET', `/me/drive/items/${String(json['id'])}`)).errorCode).toBe('itemNotFound');
    const { value } = await call('GET', '/me/drive/root/children');
    expect(value.map(({ name }) => name)).not.toContain('Launch');
  });

  it('tells by its cTag that something in it changed', async () => {
    const before = await call('GET', '/me/drive/root:/Launch');
    await call('PUT', '/me/drive/root:/Launch/Photos/new.txt:/content', 'x');
    const after = await call('GET', '/me/drive/root:/Launch');
    expect(after.json['cTag']).not.toBe(before.json['cTag']);
    expect(after.json['eTag']).toBe(before.json['eTag']);
  });

  it.each([
    [{ name: 'x' }, 400],
    [{ folder: {} }, 400],
    [{ name: 'a/b', folder: {} }, 400],
    [[], 400],
  ])('is not made from %j', async (body, status) => {
    expect((await call('POST', '/me/drive/root/children', body)).status).toBe(status);
  });

  it('is not made within a file', async () => {
    const answer = await call('POST', '/me/drive/root:/Budget%202026.csv:/children', { name: 'x', folder: {} });
    expect([answer.status, answer.errorCode]).toEqual([400, 'invalidRequest']);
  });
});

describe('an item', () => {
  it('is renamed and moved, with what lies in it', async () => {
    const photos = await call('GET', '/me/drive/root:/Launch/Photos');
    const meetings = await call('GET', '/me/drive/root:/Meetings');
    const moved = await call('PATCH', `/me/drive/items/${String(photos.json['id'])}`, {
      name: 'Pictures',
      parentReference: { id: meetings.json['id'] },
    });
    expect([moved.status, moved.json['id'], moved.json['name']]).toEqual([200, photos.json['id'], 'Pictures']);
    expect(moved.json['eTag']).not.toBe(photos.json['eTag']);
    expect((await call('GET', '/me/drive/root:/Meetings/Pictures/harbour.jpg')).status).toBe(200);
    expect((await call('GET', '/me/drive/root:/Launch/Photos')).status).toBe(404);
    const back = await call('PATCH', '/me/drive/root:/Meetings/Pictures', {
      parentReference: { path: '/drive/root:/Launch' },
    });
    expect(back.json['parentReference']).toMatchObject({ name: 'Launch' });
  });

  it('changes the case of its own name', async () => {
    const renamed = await call('PATCH', '/me/drive/root:/Launch', { name: 'LAUNCH' });
    expect([renamed.status, renamed.json['name']]).toEqual([200, 'LAUNCH']);
  });

  it.each([
    ['/me/drive/root:/Launch', { name: 'Meetings' }, 409, 'nameAlreadyExists'],
    ['/me/drive/root:/Launch', { parentReference: { path: '/drive/root:/Launch/Photos' } }, 400, 'invalidRequest'],
    ['/me/drive/root:/Launch', { parentReference: { id: '01NOTHING' } }, 404, 'itemNotFound'],
    ['/me/drive/root:/Launch', { name: '' }, 400, 'invalidRequest'],
    ['/me/drive/root:/Launch', { name: 7 }, 400, 'BadRequest'],
    ['/me/drive/root', { name: 'x' }, 400, 'invalidRequest'],
  ])('%s is not changed by %j', async (path, body, status, code) => {
    const answer = await call('PATCH', path, body);
    expect([answer.status, answer.errorCode]).toEqual([status, code]);
  });

  it('is not changed nor deleted by who has not seen its last change', async () => {
    const { json } = await call('GET', '/me/drive/root:/Launch');
    const old = { 'if-match': String(json['eTag']) };
    await call('PATCH', '/me/drive/root:/Launch', { description: 'the big one' });
    expect((await call('PATCH', '/me/drive/root:/Launch', { name: 'x' }, old)).status).toBe(412);
    expect((await call('DELETE', '/me/drive/root:/Launch', undefined, old)).status).toBe(412);
    expect((await call('GET', '/me/drive/root:/Launch')).json['description']).toBe('the big one');
  });

  it('is reached by the id of its drive too', async () => {
    const drive = await call('GET', '/me/drive');
    const same = await call('GET', `/drives/${String(drive.json['id'])}`);
    expect(same.json['id']).toBe(drive.json['id']);
    const made = await call('PUT', `/drives/${String(drive.json['id'])}/root:/by-drive.txt:/content`, 'x');
    expect(made.status).toBe(201);
    expect((await call('GET', '/me/drive/root:/by-drive.txt')).json['id']).toBe(made.json['id']);
    expect((await call('GET', '/drives/nothing/root')).errorCode).toBe('invalidRequest');
    const adele = await callsOf(graph, 'adele@contoso.example', 'Files.Read.All')('GET', '/me/drive');
    const foreign = await callsOf(graph, MEGAN, 'Files.Read.All')('GET', `/drives/${String(adele.json['id'])}/root`);
    expect([foreign.status, foreign.errorCode]).toEqual([403, 'accessDenied']);
  });
});
