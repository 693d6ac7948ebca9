import { readFileSync } from 'node:fs';
import { afterEach, beforeAll, afterAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ask } from './ask.js';
import type { GraphFixture } from './graph-fixture.js';
import { startGraph } from './graph-fixture.js';

const MEGAN = 'megan@contoso.example';
const LEE = 'lee@contoso.example';
const WRITE = ['User.ReadWrite', 'User.Read.All'];
const photoOf = (path: string): Buffer =>
  readFileSync(new URL(`../../../src/sandbox/graph/seeds/photos/${path}`, import.meta.url));
let graph: GraphFixture;
beforeAll(async () => {
  graph = await startGraph();
});
afterEach(() => graph.reset());
afterAll(() => graph.close());

function patch(body: unknown, as = MEGAN, path = '/me'): ReturnType<typeof ask> {
  return ask(graph, `PATCH ${path}`, { as, scopes: WRITE, body });
}

async function deltaLink(address: string): Promise<string> {
  const { json } = await graph.get(address, LEE, ['User.Read.All']);
  return z.string().parse(json['@odata.deltaLink']);
}

describe('a user', () => {
  it('changes what is one’s own to change, seen by everybody until a reset', async () => {
    const { status, text } = await patch({ city: 'Bonn', mobilePhone: null, businessPhones: ['+49 228 555'] });
    expect([status, text]).toEqual([204, '']);
    const seen = await graph.get(`/users/${MEGAN}?$select=city,mobilePhone,businessPhones,state`, LEE, WRITE);
    expect(seen.json).toMatchObject({ city: 'Bonn', mobilePhone: null, businessPhones: ['+49 228 555'], state: 'PA' });
    const found = await graph.get("/users?$filter=city eq 'bonn'", LEE, WRITE);
    expect(found.value.map(({ givenName }) => givenName)).toEqual(['Megan']);
    graph.reset();
    expect((await graph.get('/me?$select=city', MEGAN, WRITE)).json['city']).toBe('Pittsburgh');
  });

  it.each([
    ['the job title', { jobTitle: 'Queen' }, 403, 'Authorization_RequestDenied'],
    ['the account', { accountEnabled: false }, 403, 'Authorization_RequestDenied'],
    ['the name beside one’s own city', { city: 'Bonn', displayName: 'M' }, 403, 'Authorization_RequestDenied'],
    ['what is no property', { colour: 'red' }, 400, 'Request_BadRequest'],
    ['the city to a number', { city: 5 }, 400, 'Request_BadRequest'],
    ['two business phones', { businessPhones: ['1', '2'] }, 400, 'Request_BadRequest'],
  ])('does not change %s', async (_, body, status, code) => {
    const refused = await patch(body);
    expect([refused.status, refused.errorCode]).toEqual([status, code]);
    expect((await graph.get('/me?$select=city', MEGAN, WRITE)).json['city']).toBe('Pittsburgh');
  });

  it('does not change somebody else, nor without the scope', async () => {
    expect((await patch({ city: 'Bonn' }, MEGAN, `/users/${LEE}`)).errorCode).toBe('Authorization_RequestDenied');
    const reading = await ask(graph, 'PATCH /me', { as: MEGAN, scopes: ['User.Read'], body: { city: 'Bonn' } });
    expect([reading.status, reading.errorCode]).toEqual([403, 'Authorization_RequestDenied']);
  });

  it('is told by the delta query of users once changed', async () => {
    const first = await graph.get('/users/delta?$select=city', LEE, ['User.Read.All']);
    expect(first.value).toHaveLength(10);
    expect(first.json['@odata.context']).toBe(`${graph.origin}/v1.0/$metadata#users(city)`);
    const link = await deltaLink('/users/delta()?$select=city');
    expect((await graph.get(link, LEE, ['User.Read.All'])).value).toEqual([]);
    await patch({ city: 'Bonn' });
    expect((await graph.get(link, LEE, ['User.Read.All'])).value).toEqual([{ city: 'Bonn', id: graph.user(MEGAN).id }]);
    const borrowed = await graph.get(link, MEGAN, ['User.Read.All']);
    expect([borrowed.status, borrowed.errorCode]).toEqual([400, 'BadRequest']);
  });
});

describe('a photo', () => {
  it('comes in the sizes there are', async () => {
    const small = await graph.get('/me/photos/48x48/$value', MEGAN, ['User.Read']);
    expect([small.status, small.headers.get('content-type')]).toEqual([200, 'image/jpeg']);
    expect(small.bytes).toEqual(photoOf('48x48/megan.jpg'));
    expect((await graph.get('/me/photos/120x120', MEGAN, ['User.Read'])).json).toMatchObject({
      width: 120,
      height: 120,
    });
    for (const size of ['360x360', '50x50', '48x64', 'large']) {
      const none = await graph.get(`/me/photos/${size}/$value`, MEGAN, ['User.Read']);
      expect([none.status, none.errorCode]).toEqual([404, 'ImageNotFound']);
    }
  });

  it('is replaced by its user, for everybody', async () => {
    const bytes = photoOf('96x96/lee.jpg');
    const put = await ask(graph, 'PUT /me/photo/$value', {
      as: 'diego@contoso.example',
      scopes: WRITE,
      body: bytes,
      headers: { 'content-type': 'image/jpeg' },
    });
    expect([put.status, put.text]).toEqual([200, '']);
    expect((await graph.get('/users/diego@contoso.example/photo/$value', LEE, WRITE)).bytes).toEqual(bytes);
    expect((await graph.get('/users/diego@contoso.example/photo', LEE, WRITE)).json).toMatchObject({ id: '96x96' });
    expect((await graph.get('/users/diego@contoso.example/photos/120x120', LEE, WRITE)).status).toBe(404);
  });

  it('is not replaced by text, nor by somebody else', async () => {
    const text = await ask(graph, 'PUT /me/photo/$value', { as: MEGAN, scopes: WRITE, body: Buffer.from('no image') });
    expect([text.status, text.errorCode]).toEqual([400, 'BadRequest']);
    const body = photoOf('96x96/lee.jpg');
    const other = await ask(graph, `PUT /users/${LEE}/photo/$value`, { as: MEGAN, scopes: WRITE, body });
    expect([other.status, other.errorCode]).toEqual([403, 'Authorization_RequestDenied']);
  });

  it('belongs to some groups', async () => {
    const { value } = await graph.get('/groups?$select=id,displayName', MEGAN, ['Group.Read.All']);
    const idOf = (name: string): string => z.string().parse(value.find((each) => each['displayName'] === name)?.['id']);
    const picture = await graph.get(`/groups/${idOf('Marketing')}/photo/$value`, MEGAN, ['Group.Read.All']);
    expect([picture.status, picture.bytes]).toEqual([200, photoOf('groups/marketing.jpg')]);
    const none = await graph.get(`/groups/${idOf('VPN users')}/photo/$value`, MEGAN, ['Group.Read.All']);
    expect([none.status, none.errorCode]).toEqual([404, 'ImageNotFound']);
  });
});

describe('the people one works with', () => {
  it('begin with those closest by chart, groups and mail', async () => {
    const { status, value, json } = await graph.get('/me/people?$top=3', MEGAN, ['People.Read']);
    expect(status).toBe(200);
    expect(json['@odata.context']).toBe(`${graph.origin}/v1.0/$metadata#users('${graph.user(MEGAN).id}')/people`);
    expect(value[0]).toMatchObject({ personType: { class: 'Person', subclass: 'OrganizationUser' } });
    expect(value.map(({ givenName }) => givenName)).toContain('Nestor');
    expect(value.map(({ givenName }) => givenName)).not.toContain('Megan');
  });

  it('are found by name and filtered by kind', async () => {
    const found = await graph.get('/me/people?$search="ade"', MEGAN, ['People.Read']);
    expect(found.value.map(({ displayName }) => displayName)).toEqual(['Adele Vance']);
    const both = `/me/people?$search="adele@contoso.example"&$filter=personType/class eq 'Person'&$top=1`;
    const foundByBoth = await graph.get(both, MEGAN, ['People.Read']);
    expect(foundByBoth.value.map(({ displayName }) => displayName)).toEqual(['Adele Vance']);
    const outside = await graph.get("/me/people?$filter=personType/subclass eq 'ImplicitContact'&$top=100", MEGAN, [
      'People.Read',
    ]);
    const names = outside.value.map(({ displayName }) => displayName);
    expect(names).toContain('Isaiah Langer');
    expect(names).not.toContain('Adele Vance');
  });

  it('of somebody else want the larger scope', async () => {
    const refused = await graph.get(`/users/${LEE}/people`, MEGAN, ['People.Read']);
    expect([refused.status, refused.errorCode]).toEqual([403, 'ErrorAccessDenied']);
    expect((await graph.get(`/users/${LEE}/people`, MEGAN, ['People.Read.All'])).status).toBe(200);
  });
});
