import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { GraphFixture } from './graph-fixture.js';
import { startGraph } from './graph-fixture.js';

const MEGAN = 'megan@contoso.example';
const READ = ['Notes.Read'];
let graph: GraphFixture;
beforeAll(async () => {
  graph = await startGraph();
});
afterAll(() => graph.close());

describe('notes', () => {
  it('lead from notebook to section to page to HTML, by the links they give', async () => {
    const notebooks = await graph.get('/me/onenote/notebooks', MEGAN, READ);
    expect(notebooks.json['@odata.context']).toBe(
      `${graph.origin}/v1.0/$metadata#users('${graph.user(MEGAN).id}')/onenote/notebooks`,
    );
    expect(notebooks.value.map(({ displayName, isDefault }) => [displayName, isDefault])).toEqual([
      ['Megan @ Work', true],
      ['Reading', false],
    ]);
    const sections = await graph.get(String(notebooks.value[0]?.['sectionsUrl']), MEGAN, READ);
    expect(sections.value.map(({ displayName }) => displayName)).toEqual(['Launch', 'One to ones']);
    const pages = await graph.get(String(sections.value[0]?.['pagesUrl']), MEGAN, READ);
    expect(pages.value.map(({ title }) => title)).toEqual([
      'Launch board',
      'Questions for Fabrikam',
      'Claims checked by Legal',
      'Trail shoe: ideas',
    ]);
    expect(pages.value[0]).toMatchObject({ parentSection: { displayName: 'Launch' } });
    const page = await graph.get(String(pages.value[3]?.['self']), MEGAN, READ);
    expect(page.json).toMatchObject({ title: 'Trail shoe: ideas', id: pages.value[3]?.['id'] });
    const html = await graph.get(String(page.json['contentUrl']), MEGAN, READ);
    expect([html.status, html.headers.get('content-type')]).toEqual([200, 'text/html']);
    expect(html.text).toContain('<title>Trail shoe: ideas</title>');
    expect(html.text).not.toContain('{');
  });

  it('are listed across notebooks, filtered and paged', async () => {
    expect((await graph.get('/me/onenote/sections?$select=displayName', MEGAN, READ)).value).toHaveLength(3);
    const all = await graph.get('/me/onenote/pages?$orderby=title&$select=title&$count=true', MEGAN, READ);
    expect(all.json['@odata.count']).toBe(7);
    const first = await graph.get('/me/onenote/pages?$top=4', MEGAN, READ);
    const second = await graph.get(first.nextLink ?? '', MEGAN, READ);
    expect(new Set([...first.value, ...second.value].map(({ id }) => id)).size).toBe(7);
    const found = await graph.get("/me/onenote/pages?$filter=contains(tolower(title),'legal')", MEGAN, READ);
    expect(found.value.map(({ title }) => title)).toEqual(['Claims checked by Legal']);
    const byId = await graph.get(`/me/onenote/pages('${String(found.value[0]?.['id'])}')`, MEGAN, READ);
    expect(byId.json).toMatchObject({ title: 'Claims checked by Legal' });
  });

  it('are there for a personal account, and for nobody else', async () => {
    const [page] = (await graph.get('/me/onenote/pages', 'pat@outlook.example', READ)).value;
    expect(page).toMatchObject({ title: 'Packing list' });
    const foreign = await graph.get(`/me/onenote/pages/${String(page?.['id'])}/content`, MEGAN, READ);
    expect([foreign.status, foreign.errorCode]).toEqual([404, '20102']);
  });

  it.each([
    ['/me/onenote/notebooks', ['User.Read'], 403, '40004'],
    ['/me/onenote/pages', ['Notes.Create'], 403, '40004'],
    ['/me/onenote/pages/x', READ, 404, '20102'],
    ['/me/onenote/sections/x/pages', READ, 404, '20102'],
    ['/me/onenote/notebooks/x/sections', READ, 404, '20102'],
    ['/me/onenote/pages?$top=101', READ, 400, 'BadRequest'],
    ['/me/onenote/pages?$search=x', READ, 400, 'BadRequest'],
    ["/me/onenote/pages?$filter=displayName eq 'x'", READ, 400, 'BadRequest'],
    ['/users/adele@contoso.example/onenote/pages', READ, 403, '40004'],
  ])('refuse %s with %j', async (path, scopes, status, code) => {
    const answer = await graph.get(path, MEGAN, scopes);
    expect([answer.status, answer.errorCode]).toEqual([status, code]);
  });

  it('are not for applications without a user', async () => {
    const token = graph.token({ oid: 'x', tid: graph.user(MEGAN).tenantId, idtyp: 'app', roles: ['Notes.Read.All'] });
    const answer = await graph.send(`/users/${MEGAN}/onenote/pages`, { headers: { authorization: `Bearer ${token}` } });
    expect([answer.status, answer.errorCode]).toEqual([403, '40004']);
  });
});
