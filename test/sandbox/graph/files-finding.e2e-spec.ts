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
  call = callsOf(graph, MEGAN, 'Files.ReadWrite');
});
beforeEach(() => graph.reset());
afterAll(() => graph.close());

function names({ value }: Answer): readonly unknown[] {
  return value.map(({ name }) => name);
}

describe('what changed in a drive', () => {
  async function deltaLink(path: string): Promise<string> {
    for (let next = path; ;) {
      const page = await call('GET', next);
      expect(page.status).toBe(200);
      if (page.nextLink === undefined) return String(page.json['@odata.deltaLink']);
      next = page.nextLink;
    }
  }

  it('is everything at first, page by page', async () => {
    const found: unknown[] = [];
    let next: string | undefined = '/me/drive/root/delta?$top=4&$select=name';
    while (next !== undefined) {
      const page: Answer = await call('GET', next);
      found.push(...names(page));
      next = page.nextLink;
    }
    expect(found).toContain('root');
    expect(found).toContain('cover #14.jpg');
    expect(found).toHaveLength(13);
  });

  it('is then what is new, changed and gone, with the folders it lies in', async () => {
    const link = await deltaLink('/me/drive/root/delta()');
    expect((await call('GET', link)).value).toEqual([]);
    await call('PUT', '/me/drive/root:/Launch/new.txt:/content', 'x');
    const gone = await call('GET', '/me/drive/root:/Budget%202026.csv');
    await call('DELETE', '/me/drive/root:/Budget%202026.csv');
    const page = await call('GET', link);
    expect(names(page)).toEqual(expect.arrayContaining(['root', 'Launch', 'new.txt', 'Budget 2026.csv']));
    expect(page.value).toHaveLength(4);
    expect(page.value.find(({ id }) => id === gone.json['id'])).toMatchObject({
      deleted: { state: 'deleted' },
      file: {},
    });
    const later = await call('GET', String(page.json['@odata.deltaLink']));
    expect(later.value).toEqual([]);
  });

  it('may be asked for from now on only', async () => {
    const latest = await call('GET', '/me/drive/root/delta?token=latest');
    expect(latest.value).toEqual([]);
    await call('PATCH', '/me/drive/root:/Meetings', { name: 'Talks' });
    expect(names(await call('GET', String(latest.json['@odata.deltaLink'])))).toEqual(['root', 'Talks']);
  });

  it('tells everything below a deleted folder', async () => {
    const link = await deltaLink('/me/drive/root/delta?token=latest');
    await call('DELETE', '/me/drive/root:/Launch/Photos');
    const { value } = await call('GET', link);
    expect(value.filter(({ deleted }) => deleted !== undefined).map(({ name }) => name)).toEqual([
      'Photos',
      'cover #14.jpg',
      'harbour.jpg',
    ]);
  });
});

describe('a search', () => {
  it.each([
    ["/me/drive/root/search(q='launch')", ['Launch', 'Launch plan.md']],
    ["/me/drive/root/search(q='megan''s')", ["Megan's notes.txt"]],
    ["/me/drive/root/search(q='%C3%BCbergabe')", ['Übergabe München.txt']],
    ["/me/drive/search(q='harbour.jpg')", ['harbour.jpg']],
    ["/me/drive/root:/Launch:/search(q='photos')", ['Photos']],
    ["/me/drive/root/search(q='nothing%20of%20it')", []],
    ["/me/drive/root/search(q='')", []],
  ])('%s finds by name', async (path, expected) => {
    expect(names(await call('GET', path))).toEqual(expect.arrayContaining(expected));
    expect(names(await call('GET', path)).length).toBeGreaterThanOrEqual(expected.length);
  });

  it('finds what was just written, by its words, page by page', async () => {
    await call('PUT', '/me/drive/root:/a.txt:/content', 'the quokka smiles');
    await call('PUT', '/me/drive/root:/quokka.jpg:/content', 'x');
    const first = await call('GET', "/me/drive/root/search(q='quokka')?$top=1&$select=name");
    const second = await call('GET', first.nextLink ?? '');
    expect([...names(first), ...names(second)]).toEqual(['a.txt', 'quokka.jpg']);
    expect(second.nextLink).toBeUndefined();
  });

  it.each(["search(q='a'b')", 'search(q=a%20b)', 'search', "search(x='a')", "search(q='a',q='b')"])(
    'is refused as %s',
    async (segment) => {
      const answer = await call('GET', `/me/drive/root/${segment}`);
      expect([answer.status, answer.errorCode]).toEqual([400, 'BadRequest']);
    },
  );
});

describe('files', () => {
  it('used last come first', async () => {
    await call('PUT', '/me/drive/root:/Launch/Photos/now.txt:/content', 'x');
    expect(names(await call('GET', '/me/drive/recent?$top=2'))).toEqual(['now.txt', 'Operations stand-up.txt']);
  });

  it('have folders for special purposes, made by who may write', async () => {
    const reader = callsOf(graph, MEGAN, 'Files.Read');
    expect((await reader('GET', '/me/drive/special/approot')).status).toBe(403);
    const made = await call('GET', '/me/drive/special/approot');
    expect(made.json).toMatchObject({ name: 'Behalf', folder: {}, specialFolder: { name: 'approot' } });
    expect((await reader('GET', '/me/drive/special/appRoot')).json['id']).toBe(made.json['id']);
    expect((await call('GET', '/me/drive/special/nothing')).errorCode).toBe('itemNotFound');
  });

  it('have a history', async () => {
    await call('PUT', '/me/drive/root:/v.txt:/content', 'one');
    graph.clock.at += 60_000;
    await call('PUT', '/me/drive/root:/v.txt:/content', 'three');
    const { value } = await call('GET', '/me/drive/root:/v.txt:/versions');
    expect(value).toMatchObject([
      { id: '2.0', size: 5, lastModifiedBy: { user: { id: graph.user(MEGAN).id } } },
      { id: '1.0', size: 3 },
    ]);
    expect(value[0]?.['lastModifiedDateTime']).not.toBe(value[1]?.['lastModifiedDateTime']);
  });

  it('have pictures where they are images', async () => {
    const [set] = (await call('GET', '/me/drive/root:/Launch/Photos/harbour.jpg:/thumbnails')).value;
    expect(set).toMatchObject({ id: '0', large: { width: 240, height: 240 } });
    const { url } = Object(set?.['small']);
    expect((await graph.send(String(url), {})).headers.get('content-type')).toBe('image/jpeg');
    expect((await call('GET', '/me/drive/root:/Budget%202026.csv:/thumbnails')).value).toEqual([]);
  });

  it('lie in the drives of the user', async () => {
    const drive = await call('GET', '/me/drive');
    expect((await call('GET', '/me/drives')).value.map(({ id }) => id)).toEqual([drive.json['id']]);
  });
});
