import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Calls } from './calls-of.js';
import { callsOf } from './calls-of.js';
import type { Answer, GraphFixture } from './graph-fixture.js';
import { startGraph } from './graph-fixture.js';

const MEGAN = 'megan@contoso.example';
let graph: GraphFixture;
let call: Calls;
beforeAll(async () => {
  graph = await startGraph();
  call = callsOf(graph, MEGAN, 'Sites.Read.All');
});
beforeEach(() => graph.reset());
afterAll(() => graph.close());

describe('a site', () => {
  it('is found as root, by host, by id, by path and by words', async () => {
    const root = await call('GET', '/sites/root');
    expect(root.json).toMatchObject({
      '@odata.context': `${graph.origin}/v1.0/$metadata#sites/$entity`,
      displayName: 'Contoso',
      root: {},
      siteCollection: { hostname: 'contoso.sharepoint.com' },
      webUrl: 'https://contoso.sharepoint.com',
    });
    const id = String(root.json['id']);
    expect(id).toMatch(/^contoso\.sharepoint\.com,[\da-f-]{36},[\da-f-]{36}$/);
    expect((await call('GET', `/sites/${id}`)).json['id']).toBe(id);
    expect((await call('GET', '/sites/contoso.sharepoint.com')).json['id']).toBe(id);
    const launch = await call('GET', '/sites/contoso.sharepoint.com:/sites/trailshoe');
    expect(launch.json['displayName']).toBe('Trail Shoe Launch');
    const found = await call('GET', '/sites?search=trail');
    expect(found.value.map((site) => site['id'])).toEqual([launch.json['id']]);
    expect((await call('GET', '/sites?search=*')).value).toHaveLength(2);
    expect((await call('GET', '/sites')).value).toEqual([]);
  });

  it.each([
    ['/sites/fabrikam.sharepoint.com', 400, 'invalidRequest'],
    ['/sites/contoso.sharepoint.com,x,y', 404, 'itemNotFound'],
    ['/sites/contoso.sharepoint.com:/sites/nothing', 404, 'itemNotFound'],
    ['/sites/root/lists/nothing', 404, 'itemNotFound'],
    ['/sites/root/lists/Suppliers/items/99', 404, 'itemNotFound'],
    ['/sites/root/lists/Suppliers/items?$skip=1', 400, 'invalidRequest'],
    ['/sites/root/nothing', 400, 'BadRequest'],
  ])('is not at %s', async (path, status, code) => {
    const answer = await call('GET', path);
    expect([answer.status, answer.errorCode]).toEqual([status, code]);
  });

  it('is for members of its tenant with the scope', async () => {
    const id = String((await call('GET', '/sites/root')).json['id']);
    const isaiah = callsOf(graph, 'isaiah@fabrikam.example', 'Sites.Read.All');
    expect((await isaiah('GET', `/sites/${id}`)).status).toBe(404);
    expect((await isaiah('GET', '/sites/root')).json['displayName']).toBe('Fabrikam');
    expect((await callsOf(graph, MEGAN, 'Files.Read')('GET', '/sites/root')).errorCode).toBe('accessDenied');
    expect((await callsOf(graph, 'pat@outlook.example', 'Sites.Read.All')('GET', '/sites/root')).status).toBe(403);
    const guest = await callsOf(graph, 'grady@fabrikam.example', 'Sites.Read.All')('GET', '/sites/root');
    expect([guest.status, guest.errorCode]).toEqual([403, 'accessDenied']);
  });
});

describe('a list', () => {
  it('is found among others, by name and by id, with its columns', async () => {
    const { value } = await call('GET', '/sites/root/lists');
    expect(value.map(({ displayName, list }) => [displayName, Object(list).template])).toEqual([
      ['Documents', 'documentLibrary'],
      ['Announcements', 'genericList'],
      ['Suppliers', 'genericList'],
    ]);
    const byId = await call('GET', `/sites/root/lists/${String(value[2]?.['id'])}?$expand=columns`);
    expect(byId.json).toMatchObject({
      name: 'Suppliers',
      columns: expect.arrayContaining([
        expect.objectContaining({ name: 'Country', indexed: true }),
        expect.objectContaining({
          name: 'Status',
          choice: expect.objectContaining({ choices: ['Active', 'On hold', 'Ended'] }),
        }),
      ]),
    });
    expect((await call('GET', '/sites/root/lists/suppliers')).json['id']).toBe(value[2]?.['id']);
  });

  it('has items, whose fields come when they are asked for', async () => {
    const bare = await call('GET', '/sites/root/lists/Suppliers/items');
    expect(bare.value).toHaveLength(4);
    expect(bare.value[0]).toMatchObject({ id: '1', contentType: { name: 'Item' } });
    expect(bare.value[0]).not.toHaveProperty('fields');
    const full = await call('GET', '/sites/root/lists/Suppliers/items?$expand=fields($select=Title,LeadTimeDays)');
    expect(full.value[0]?.['fields']).toEqual({
      '@odata.etag': expect.any(String),
      Title: 'Fabrikam',
      LeadTimeDays: 21,
    });
    const one = await call('GET', '/sites/root/lists/Suppliers/items/3?$expand=fields');
    expect(one.json['fields']).toMatchObject({ Title: 'Tailspin', Status: 'On hold', id: '3' });
    expect((await call('GET', '/sites/root/lists/Suppliers/items?$expand=fields($select=Nothing)')).status).toBe(400);
  });

  it('pages without loss', async () => {
    const ids: unknown[] = [];
    for (let next: string | undefined = '/sites/root/lists/Suppliers/items?$top=3&$select=id'; next !== undefined;) {
      const page: Answer = await call('GET', next);
      ids.push(...page.value.map(({ id }) => id));
      next = page.nextLink;
    }
    expect(ids).toEqual(['1', '2', '3', '4']);
  });

  it('is filtered by columns with an index, by others only for who takes the risk', async () => {
    const german = await call('GET', "/sites/root/lists/Suppliers/items?$filter=fields/Country eq 'Germany'");
    expect(german.value.map(({ id }) => id)).toEqual(['1', '4']);
    const path = "/sites/root/lists/Suppliers/items?$filter=fields/Status eq 'Active'";
    const refused = await call('GET', path);
    expect([refused.status, refused.errorCode]).toEqual([400, 'invalidRequest']);
    expect(refused.errorMessage).toContain('HonorNonIndexedQueriesWarningMayFailRandomly');
    const risked = await call('GET', path, undefined, { prefer: 'HonorNonIndexedQueriesWarningMayFailRandomly' });
    expect(risked.value.map(({ id }) => id)).toEqual(['1', '2']);
  });
});

describe('a document library', () => {
  it('is a drive, reached by its site and by its id', async () => {
    const drive = await call('GET', '/sites/root/drive');
    expect(drive.json).toMatchObject({ driveType: 'documentLibrary', name: 'Documents' });
    const children = await call('GET', '/sites/root/drive/root/children');
    expect(children.value.map(({ name }) => name)).toEqual(['All-hands', 'Policies']);
    const file = await call('GET', `/drives/${String(drive.json['id'])}/root:/Policies/Suppliers.csv`);
    expect(file.status).toBe(200);
    const content = await call('GET', `/sites/root/drive/items/${String(file.json['id'])}/content`);
    const location = content.headers.get('location') ?? '';
    expect(location.startsWith(`${graph.origin}/sites/contoso/_layouts/15/download.aspx?`)).toBe(true);
    expect((await graph.send(location, {})).status).toBe(200);
    const nested = await call('GET', '/sites/contoso.sharepoint.com:/sites/trailshoe:/drive/root:/Photos:/children');
    expect(nested.value.map(({ name }) => name)).toEqual(['harbour.jpg']);
  });

  it('is written to by all members, and is a list of what lies in it', async () => {
    const write = callsOf(graph, 'adele@contoso.example', 'Sites.ReadWrite.All');
    const made = await write('PUT', '/sites/root/drive/root:/Policies/new.txt:/content', 'x');
    expect([made.status, made.json['createdBy']]).toMatchObject([201, { user: { displayName: 'Adele Vance' } }]);
    const { value } = await call('GET', '/sites/root/lists/Documents/items?$expand=fields,driveItem($select=name,id)');
    const item = value.find(({ driveItem }) => Object(driveItem).id === made.json['id']);
    expect(item).toMatchObject({ contentType: { name: 'Document' }, fields: { FileLeafRef: 'new.txt' } });
    expect(value).toHaveLength(6);
    expect((await call('PUT', '/sites/root/drive/root:/x.txt:/content', 'x')).status).toBe(403);
    const foreign = callsOf(graph, 'isaiah@fabrikam.example', 'Sites.Read.All');
    const drive = await call('GET', '/sites/root/drive');
    expect((await foreign('GET', `/drives/${String(drive.json['id'])}/root`)).errorCode).toBe('invalidRequest');
  });

  it('takes files slice by slice below the site’s own address', async () => {
    const write = callsOf(graph, MEGAN, 'Sites.ReadWrite.All');
    const started = await write('POST', '/sites/root/drive/root:/a.bin:/createUploadSession');
    const url = String(started.json['uploadUrl']);
    expect(url.startsWith(`${graph.origin}/sites/contoso/_api/`)).toBe(true);
    const done = await graph.send(url, { method: 'PUT', body: 'abc', headers: { 'content-range': 'bytes 0-2/3' } });
    expect([done.status, done.json['size']]).toEqual([201, 3]);
  });
});
