import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { GraphFixture } from './graph-fixture.js';
import { startGraph } from './graph-fixture.js';

const MEGAN = 'megan@contoso.example';
const LEE = 'lee@contoso.example';
const GRADY = 'grady@fabrikam.example';
const ADVANCED = { consistencylevel: 'eventual' };
let graph: GraphFixture;
beforeAll(async () => {
  graph = await startGraph();
});
afterAll(() => graph.close());

describe('people', () => {
  it('answers who is signed in, with the standard properties and the context of the origin asked', async () => {
    const { status, json, headers } = await graph.get('/me', MEGAN, ['User.Read']);
    expect(status).toBe(200);
    expect(json).toEqual({
      '@odata.context': `${graph.origin}/v1.0/$metadata#users/$entity`,
      id: graph.user(MEGAN).id,
      displayName: 'Megan Bowen',
      givenName: 'Megan',
      surname: 'Bowen',
      userPrincipalName: MEGAN,
      mail: MEGAN,
      jobTitle: 'Marketing Manager',
      officeLocation: '12/1110',
      businessPhones: ['+1 412 555 0109'],
      mobilePhone: '+1 412 555 0182',
      preferredLanguage: 'en-US',
    });
    expect(headers.get('content-type')).toBe(
      'application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8',
    );
  });

  it('selects and expands the whole chain of managers', async () => {
    const chain = await graph.get(
      '/me?$select=displayName&$expand=manager($levels=max;$select=displayName)',
      'adele@contoso.example',
      ['User.Read.All'],
    );
    expect(chain.json).toEqual({
      '@odata.context': `${graph.origin}/v1.0/$metadata#users(displayName)/$entity`,
      displayName: 'Adele Vance',
      manager: {
        '@odata.type': '#microsoft.graph.user',
        displayName: 'Megan Bowen',
        manager: {
          '@odata.type': '#microsoft.graph.user',
          displayName: 'Nestor Wilke',
          manager: { '@odata.type': '#microsoft.graph.user', displayName: 'Lee Gu' },
        },
      },
    });
  });

  it('answers manager and reports, and 404 for the one at the top', async () => {
    const manager = await graph.get('/me/manager', MEGAN, ['User.Read.All']);
    expect(manager.json).toMatchObject({ '@odata.type': '#microsoft.graph.user', displayName: 'Nestor Wilke' });
    expect(manager.json['@odata.context']).toBe(`${graph.origin}/v1.0/$metadata#directoryObjects/$entity`);
    const reports = await graph.get(`/users/${MEGAN}/directReports`, LEE, ['User.Read.All']);
    expect(reports.value.map(({ givenName }) => givenName)).toEqual(['Adele', 'Alex', 'Dana']);
    const top = await graph.get('/me/manager', LEE, ['User.Read.All']);
    expect([top.status, top.errorCode]).toEqual([404, 'Request_ResourceNotFound']);
  });

  it.each(['%40', '@'])('finds a user by name with %s, by id, by key, whatever the case', async (at) => {
    for (const path of [
      `/users/adele${at}contoso.example`,
      `/USERS/Adele${at}Contoso.example`,
      `/users('adele${at}contoso.example')`,
      `/users/${graph.user('adele@contoso.example').id}`,
    ]) {
      const { status, json } = await graph.get(path, MEGAN, ['User.ReadBasic.All']);
      expect([status, json['displayName']]).toEqual([200, 'Adele Vance']);
    }
  });

  it.each(['nobody@contoso.example', 'lidia@fabrikam.example', '00000000-0000-0000-0000-000000000000'])(
    'does not know %s',
    async (key) => {
      const { status, errorCode } = await graph.get(`/users/${key}`, MEGAN, ['User.Read.All']);
      expect([status, errorCode]).toEqual([404, 'Request_ResourceNotFound']);
    },
  );

  it('keeps tenants apart, by id as well', async () => {
    const listed = await graph.get('/users', 'lidia@fabrikam.example', ['User.ReadBasic.All']);
    expect(listed.value.map(({ givenName }) => givenName)).toEqual(['Isaiah', 'Lidia']);
    const byId = await graph.get(`/users/${graph.user(MEGAN).id}`, 'lidia@fabrikam.example', ['User.Read.All']);
    expect(byId.status).toBe(404);
  });

  it('lists users to an application with the role, and has no /me for it', async () => {
    const app = { oid: '11111111-2222-3333-4444-555555555555', tid: graph.user(MEGAN).tenantId, idtyp: 'app' };
    const as = (roles: string[]): RequestInit => ({
      headers: { authorization: `Bearer ${graph.token({ ...app, roles })}` },
    });
    const listed = await graph.send('/users?$top=2', as(['User.Read.All']));
    expect([listed.status, listed.value.length]).toEqual([200, 2]);
    const me = await graph.send('/me', as(['User.Read.All']));
    expect([me.status, me.errorCode, me.errorMessage]).toEqual([
      400,
      'BadRequest',
      '/me request is only valid with delegated authentication flow.',
    ]);
    const roleless = await graph.send('/users', as([]));
    expect([roleless.status, roleless.errorCode]).toEqual([403, 'Authorization_RequestDenied']);
  });

  it('lets a guest look somebody up but not list', async () => {
    expect((await graph.get(`/users/${MEGAN}`, GRADY, ['User.Read.All'])).status).toBe(200);
    const listed = await graph.get('/users', GRADY, ['User.Read.All']);
    expect([listed.status, listed.errorCode]).toEqual([403, 'Authorization_RequestDenied']);
  });

  it('has a personal account but no directory around it', async () => {
    expect((await graph.get('/me', 'pat@outlook.example', ['User.Read'])).json).toMatchObject({
      displayName: 'Pat Rivera',
    });
    const listed = await graph.get('/users', 'pat@outlook.example', ['User.Read.All']);
    expect([listed.status, listed.errorCode]).toEqual([403, 'AccessDenied']);
  });

  it('answers photos as JPEG, describes them, and 404 for somebody without', async () => {
    const photo = await graph.get('/me/photo/$value', MEGAN, ['User.Read']);
    expect([photo.status, photo.headers.get('content-type')]).toEqual([200, 'image/jpeg']);
    expect(photo.bytes.subarray(0, 3).toString('hex')).toBe('ffd8ff');
    expect((await graph.get(`/users/${MEGAN}/photo/%24value`, LEE, ['User.ReadBasic.All'])).bytes).toEqual(photo.bytes);
    expect((await graph.get('/me/photo', MEGAN, ['User.Read'])).json).toMatchObject({
      height: 240,
      '@odata.mediaContentType': 'image/jpeg',
    });
    const none = await graph.get('/me/photo/$value', 'diego@contoso.example', ['User.Read']);
    expect([none.status, none.errorCode]).toEqual([404, 'ImageNotFound']);
  });
});

describe('a directory query', () => {
  it.each([
    ["$filter=startswith(displayName,'a')&$select=givenName", {}, ['Adele', 'Alex']],
    ["$filter=department eq 'Marketing'&$select=givenName", {}, ['Megan', 'Alex']],
    ["$filter=userType eq 'Guest'", {}, ['Grady']],
    ["$filter=mail in ('lee@contoso.example','x')", {}, ['Lee']],
    ["$filter=endswith(jobTitle,'manager')&$count=true&$orderby=givenName desc", ADVANCED, ['Megan', 'Diego', 'Adele']],
    ['$search="displayName:meg"', ADVANCED, ['Megan']],
    ['$search="displayName:wil" OR "displayName:gu"&$orderby=displayName', ADVANCED, ['Alex', 'Lee', 'Nestor']],
    ['$filter=accountEnabled eq false', {}, ['Dana']],
    ["$filter=proxyAddresses/any(p:p eq 'smtp:lee@contoso.example')", {}, ['Lee']],
  ])('finds by %s', async (query, headers, expected) => {
    const { status, value } = await graph.get(`/users?${query}`, MEGAN, ['User.Read.All'], headers);
    expect(status).toBe(200);
    expect(value.map(({ givenName }) => givenName)).toEqual(expected);
  });

  it.each([
    ['$top=0', {}, 'Request_BadRequest'],
    ['$top=1000', {}, 'Request_BadRequest'],
    ['$top=x', {}, 'BadRequest'],
    ['$top=-1', {}, 'BadRequest'],
    ['$skip=1', {}, 'Request_BadRequest'],
    ['$skiptoken=abc', {}, 'BadRequest'],
    ['$select=nothing', {}, 'BadRequest'],
    ['$orderby=nothing', {}, 'BadRequest'],
    ['$expand=nothing', {}, 'BadRequest'],
    ['$foo=1', {}, 'BadRequest'],
    ['$count=maybe', {}, 'BadRequest'],
    ['$filter=displayName', {}, 'BadRequest'],
    ["$filter=nothing eq 'x'", {}, 'BadRequest'],
    ["$filter=displayName eq 'x", {}, 'BadRequest'],
    ["$filter=contains(displayName,'x')", {}, 'Request_UnsupportedQuery'],
    ["$filter=endswith(mail,'x')", {}, 'Request_UnsupportedQuery'],
    ["$filter=displayName ne 'x'", {}, 'Request_UnsupportedQuery'],
    ["$filter=not startswith(displayName,'x')", ADVANCED, 'Request_UnsupportedQuery'],
    ['$filter=accountEnabled eq true&$orderby=displayName', {}, 'Request_UnsupportedQuery'],
    ['$search="displayName:meg"', {}, 'Request_UnsupportedQuery'],
    ['$search=displayName:meg', ADVANCED, 'BadRequest'],
    ['$filter=%zz', {}, 'BadRequest'],
  ])('is refused: %s', async (query, headers, code) => {
    const { status, errorCode } = await graph.get(`/users?${query}`, MEGAN, ['User.Read.All'], headers);
    expect([status, errorCode]).toEqual([400, code]);
  });

  it('counts with ConsistencyLevel only', async () => {
    const counted = await graph.get('/users/$count', MEGAN, ['User.Read.All'], ADVANCED);
    expect([counted.status, counted.text, counted.headers.get('content-type')]).toEqual([200, '10', 'text/plain']);
    expect(
      (await graph.get('/users?$count=true&$top=1', MEGAN, ['User.Read.All'], ADVANCED)).json['@odata.count'],
    ).toBe(10);
    expect((await graph.get('/users?$count=true', MEGAN, ['User.Read.All'])).json).not.toHaveProperty('@odata.count');
    const refused = await graph.get('/users/$count', MEGAN, ['User.Read.All']);
    expect([refused.status, refused.errorCode]).toEqual([400, 'Request_BadRequest']);
  });
});
