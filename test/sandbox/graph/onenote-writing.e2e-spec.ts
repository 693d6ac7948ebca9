import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Calls } from './calls-of.js';
import { callsOf } from './calls-of.js';
import type { Answer, GraphFixture } from './graph-fixture.js';
import { startGraph } from './graph-fixture.js';

const MEGAN = 'megan@contoso.example';
const IMAGE = readFileSync(new URL('../../../src/sandbox/graph/seeds/photos/adele.jpg', import.meta.url));
const HTML = { 'content-type': 'text/html' };
let graph: GraphFixture;
let call: Calls;
beforeAll(async () => {
  graph = await startGraph();
  call = callsOf(graph, MEGAN, 'Notes.ReadWrite');
});
beforeEach(() => graph.reset());
afterAll(() => graph.close());

async function idOf(path: string): Promise<string> {
  return String((await call('GET', path)).value[0]?.['id']);
}

function parts(...all: readonly (readonly [name: string, type: string, content: Buffer | string])[]): Buffer {
  return Buffer.concat([
    ...all.flatMap(([name, type, content]) => [
      Buffer.from(`--B\r\nContent-Disposition: form-data; name="${name}"\r\nContent-Type: ${type}\r\n\r\n`),
      Buffer.from(content),
      Buffer.from('\r\n'),
    ]),
    Buffer.from('--B--\r\n'),
  ]);
}

async function made(html: string): Promise<string> {
  const section = await idOf('/me/onenote/sections');
  const page = await call('POST', `/me/onenote/sections/${section}/pages`, html, HTML);
  expect(page.status).toBe(201);
  return `/me/onenote/pages/${String(page.json['id'])}`;
}

async function contentOf(page: string, query = ''): Promise<string> {
  return (await call('GET', `${page}/content${query}`)).text;
}

function patch(page: string, ...commands: readonly Record<string, unknown>[]): Promise<Answer> {
  return call('PATCH', `${page}/content`, commands);
}

describe('a notebook and its sections', () => {
  it('are made, listed and found where their address says', async () => {
    const notebook = await call('POST', '/me/onenote/notebooks', { displayName: 'Spring' });
    expect([notebook.status, notebook.headers.get('location')]).toEqual([201, notebook.json['self']]);
    expect(notebook.json).toMatchObject({ displayName: 'Spring', isDefault: false, userRole: 'Owner' });
    const path = `/me/onenote/notebooks/${String(notebook.json['id'])}/sections`;
    const section = await call('POST', path, { displayName: 'Ideas' });
    expect([section.status, section.json['parentNotebook']]).toMatchObject([201, { displayName: 'Spring' }]);
    expect((await call('GET', path)).value.map(({ id }) => id)).toEqual([section.json['id']]);
    expect((await call('GET', String(section.json['self']))).json['displayName']).toBe('Ideas');
  });

  it.each([
    ['notebooks', { displayName: 'reading' }, 409, '20117'],
    ['notebooks', { displayName: 'a?' }, 400, '20115'],
    ['notebooks', { displayName: ' ' }, 400, '20152'],
    ['notebooks', { displayName: 'x'.repeat(129) }, 400, '20155'],
    ['notebooks', {}, 400, 'BadRequest'],
    ['sections', { displayName: 'Launch' }, 409, '20117'],
    ['sections', { displayName: 'a#b' }, 400, '20153'],
    ['sections', { displayName: 'x'.repeat(51) }, 400, '20155'],
  ])('%s are not made from %j', async (kind, body, status, code) => {
    const notebook = await idOf('/me/onenote/notebooks');
    const path = kind === 'notebooks' ? '/me/onenote/notebooks' : `/me/onenote/notebooks/${notebook}/sections`;
    const answer = await call('POST', path, body);
    expect([answer.status, answer.errorCode]).toEqual([status, code]);
  });
});

describe('a page', () => {
  it('is made of HTML and read back as OneNote tells it', async () => {
    const page = await made(
      '<html><head><title>A &amp; B</title><meta name="created" content="2026-01-02T03:04:05+01:00" /></head>' +
        '<body><p>one <b>two</b></p><script>x()</script></body></html>',
    );
    const { json } = await call('GET', page);
    expect(json).toMatchObject({ title: 'A & B', createdDateTime: '2026-01-02T02:04:05Z' });
    const html = await contentOf(page);
    expect(html).toContain('<title>A &amp; B</title>');
    expect(html).toContain('one <span style="font-weight:bold">two</span></p>');
    expect(html).toContain('<div data-id="_default" style="position:absolute;left:48px;top:120px;width:624px">');
    expect(html).not.toContain('x()');
    expect(html).not.toContain(' id=');
    expect(await contentOf(page, '?includeIDs=true')).toMatch(/<p id="p:\{[\da-f-]{36}\}\{2\}"/);
    const [newest] = (await call('GET', '/me/onenote/pages?$top=1')).value;
    expect(newest?.['title']).toBe('A & B');
  });

  it('goes to the default section of the default notebook, or to one that is named', async () => {
    const quick = await call('POST', '/me/onenote/pages', '<title>q</title>', HTML);
    expect(quick.json['parentSection']).toMatchObject({ displayName: 'Quick Notes' });
    const named = await call('POST', '/me/onenote/pages?sectionName=launch', '<title>n</title>', HTML);
    expect(named.json['parentSection']).toMatchObject({ displayName: 'Launch' });
    const other = await call('POST', '/me/onenote/pages', '<title>r</title>', {
      'content-type': 'application/xhtml+xml',
    });
    expect(Object(other.json['parentSection']).id).toBe(Object(quick.json['parentSection']).id);
  });

  it('keeps images and files that came in parts, and gives their bytes', async () => {
    const section = await idOf('/me/onenote/sections');
    const page = await call(
      'POST',
      `/me/onenote/sections/${section}/pages`,
      parts(
        [
          'Presentation',
          'text/html',
          '<title>P</title><img src="name:pic" alt="a &quot;b&quot;" /><object data-attachment="a.pdf" data="name:doc" type="application/pdf"></object>',
        ],
        ['pic', 'image/jpeg', IMAGE],
        ['doc', 'application/pdf', Buffer.from([37, 0, 255, 13, 10])],
      ),
      { 'content-type': 'multipart/form-data; boundary=B' },
    );
    expect(page.status).toBe(201);
    const html = await contentOf(`/me/onenote/pages/${String(page.json['id'])}`);
    const src = /<img [^>]*\bsrc="([^"]+)"/.exec(html)?.[1] ?? '';
    expect(src.startsWith(`${graph.origin}/v1.0/users('${MEGAN}')/onenote/resources/`)).toBe(true);
    expect(html).toContain(`data-fullres-src="${src}"`);
    expect(html).toContain('data-src-type="image/jpeg"');
    expect(html).toContain('width="240" height="240"');
    expect(html).toContain('alt="a &quot;b&quot;"');
    const image = await call('GET', src);
    expect([image.status, image.headers.get('content-type')]).toEqual([200, 'application/octet-stream']);
    expect(image.bytes.equals(IMAGE)).toBe(true);
    const byContent = await call('GET', `/me/onenote/resources/${/resources\/([^/]+)/.exec(src)?.[1]}/content`);
    expect(byContent.bytes.equals(IMAGE)).toBe(true);
    const file = /<object [^>]*\bdata="([^"]+)"/.exec(html)?.[1] ?? '';
    expect((await call('GET', file)).bytes).toEqual(Buffer.from([37, 0, 255, 13, 10]));
    const foreign = await callsOf(
      graph,
      'adele@contoso.example',
      'Notes.Read',
    )('GET', src.replace(/users\('.*?'\)/, 'me'));
    expect([foreign.status, foreign.errorCode]).toEqual([404, '20102']);
    const preview = await call('GET', `/me/onenote/pages/${String(page.json['id'])}/preview`);
    expect(preview.json).toMatchObject({ previewText: '', links: { previewImageUrl: { href: src } } });
  });

  it('is deleted with its images', async () => {
    const page = `/me/onenote/pages/${await idOf("/me/onenote/pages?$filter=title eq 'Launch board'")}`;
    const src = /\bsrc="([^"]+)"/.exec(await contentOf(page))?.[1] ?? '';
    expect((await call('GET', src)).status).toBe(200);
    expect((await call('DELETE', page)).status).toBe(204);
    expect((await call('GET', page)).errorCode).toBe('20102');
    expect((await call('GET', src)).status).toBe(404);
    expect((await call('DELETE', page)).status).toBe(404);
  });

  it.each([
    ['application/json', '{}', 415, '20131'],
    ['text/html', ' ', 400, '20132'],
    ['text/html', Buffer.from([0xff, 0xfe]), 400, '20132'],
    ['text/html', '<img src="name:nothing" />', 400, '20132'],
    ['text/html', '<ul><li>'.repeat(200), 400, '20132'],
    ['multipart/form-data; boundary=B', 'nothing', 400, '20011'],
    ['multipart/form-data; boundary=B', parts(['x', 'text/html', 'x']), 400, '20001'],
    ['multipart/form-data; boundary=B', parts(['Presentation', 'text/plain', 'x']), 400, '20003'],
    [
      'multipart/form-data; boundary=B',
      parts(['Presentation', 'text/html', 'x'], ['a', 'b/c', ''], ['a', 'b/c', '']),
      400,
      '20009',
    ],
  ])('is not made of %s %#', async (type, body, status, code) => {
    const before = await call('GET', '/me/onenote/pages?$count=true');
    const answer = await call('POST', '/me/onenote/pages?sectionName=Launch', body, { 'content-type': type });
    expect([answer.status, answer.errorCode]).toEqual([status, code]);
    const after = await call('GET', '/me/onenote/pages?$count=true');
    expect(after.json['@odata.count']).toBe(before.json['@odata.count']);
  });

  it('is made with Notes.Create, changed and deleted with Notes.ReadWrite only', async () => {
    const creator = callsOf(graph, MEGAN, 'Notes.Create');
    const page = await creator('POST', '/me/onenote/pages', '<title>c</title>', HTML);
    expect(page.status).toBe(201);
    const path = `/me/onenote/pages/${String(page.json['id'])}`;
    for (const answer of [
      await creator('DELETE', path),
      await creator('PATCH', `${path}/content`, []),
      await creator('GET', path),
    ])
      expect([answer.status, answer.errorCode]).toEqual([403, '40004']);
    const reader = await callsOf(graph, MEGAN, 'Notes.Read')('POST', '/me/onenote/pages', '<title>c</title>', HTML);
    expect(reader.status).toBe(403);
  });
});

describe('a change of a page', () => {
  const START =
    '<title>Start</title><body><p data-id="first">1</p><ul data-id="list"><li>a</li></ul><div data-id="box"><p>in</p></div></body>';

  async function bodyOf(page: string): Promise<string> {
    const html = await contentOf(page);
    return html
      .slice(html.indexOf('<body'))
      .replaceAll(/\n\t*| style="[^"]*"/g, '')
      .replace(/^<body[^>]*><div data-id="_default">(.*)<\/div><\/body>.*$/s, '$1');
  }

  it.each([
    ['appends to the page', { target: 'body', action: 'append', content: '<p>2</p>' }, /<\/div><p>2<\/p>$/],
    [
      'prepends to the page',
      { target: 'body', action: 'prepend', content: '<p>0</p>' },
      /^<p>0<\/p><p data-id="first">/,
    ],
    ['appends to a list', { target: '#list', action: 'append', content: '<li>b</li>' }, /<li>a<\/li><li>b<\/li>/],
    [
      'appends before the first item',
      { target: '#list', action: 'append', position: 'before', content: '<li>b</li>' },
      /<li>b<\/li><li>a<\/li>/,
    ],
    [
      'inserts after',
      { target: '#first', action: 'insert', content: '<p>2</p>' },
      /^<p data-id="first">1<\/p><p>2<\/p>/,
    ],
    [
      'inserts before',
      { target: '#first', action: 'Insert', position: 'Before', content: 'loose' },
      /^<p>loose<\/p><p data-id="first">1<\/p>/,
    ],
    [
      'replaces',
      { target: '#first', action: 'replace', content: '<p data-id="first" data-tag="to-do">new</p>' },
      /^<p data-id="first" data-tag="to-do">new<\/p><ul/,
    ],
    ['replaces within a div', { target: '#box', action: 'replace', content: '<h2>out</h2>' }, /<\/ul><h2>out<\/h2>$/],
    ['deletes', { target: '#list', action: 'delete' }, /^<p data-id="first">1<\/p><div data-id="box">/],
  ])('%s', async (_what, command, expected) => {
    const page = await made(START);
    graph.clock.at += 60_000;
    const answer = await patch(page, command);
    expect([answer.status, answer.text]).toEqual([204, '']);
    expect(await bodyOf(page)).toMatch(expected);
    const { json } = await call('GET', page);
    expect(json['lastModifiedDateTime']).not.toBe(json['createdDateTime']);
  });

  it('finds elements by the ids it gave them, and the title by its name', async () => {
    const page = await made(START);
    const id = /<p id="(p:[^"]+)"[^>]*data-id="first"/.exec(await contentOf(page, '?includeIDs=true'))?.[1];
    const answer = await patch(
      page,
      { target: id, action: 'replace', content: '<p>by id</p>' },
      { target: 'title', action: 'replace', content: 'New &amp; better' },
    );
    expect(answer.status).toBe(204);
    expect(await bodyOf(page)).toMatch(/^<p>by id<\/p>/);
    expect((await call('GET', page)).json['title']).toBe('New & better');
    const ids = [...(await contentOf(page, '?includeIDs=true')).matchAll(/ id="([^"]+)"/g)].map(([, each]) => each);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('brings images in parts of its own', async () => {
    const page = await made(START);
    const answer = await call(
      'PATCH',
      `${page}/content`,
      parts(
        [
          'Commands',
          'application/json',
          JSON.stringify([{ target: 'body', action: 'append', content: '<img src="name:p" />' }]),
        ],
        ['p', 'image/jpeg', IMAGE],
      ),
      { 'content-type': 'multipart/form-data; boundary=B' },
    );
    expect(answer.status).toBe(204);
    const src = /\bsrc="([^"]+)"/.exec(await contentOf(page))?.[1] ?? '';
    expect((await call('GET', src)).bytes.equals(IMAGE)).toBe(true);
  });

  it.each([
    [[], 400, '20125'],
    [{ target: 'body' }, 400, '20109'],
    [[{ target: 'body', action: 'sing' }], 400, '20121'],
    [[{ action: 'append', content: 'x' }], 400, '20121'],
    [[{ target: '#nothing', action: 'append', content: 'x' }], 404, '20149'],
    [[{ target: 'first', action: 'insert', content: 'x' }], 404, '20149'],
    [[{ target: '#first', action: 'append', content: 'x' }], 400, '20138'],
    [[{ target: 'body', action: 'replace', content: 'x' }], 400, '20141'],
    [[{ target: '#_default', action: 'insert', content: 'x' }], 400, '20141'],
    [[{ target: 'title', action: 'append', content: 'x' }], 400, '20141'],
  ])('%j is refused', async (body, status, code) => {
    const page = await made(START);
    const answer = await call('PATCH', `${page}/content`, body);
    expect([answer.status, answer.errorCode]).toEqual([status, code]);
  });

  it('is made whole or not at all', async () => {
    const page = await made(START);
    const before = await contentOf(page);
    const answer = await patch(
      page,
      { target: 'body', action: 'append', content: '<p>2</p>' },
      { target: '#nothing', action: 'append', content: '<p>3</p>' },
    );
    expect(answer.status).toBe(404);
    expect(await contentOf(page)).toBe(before);
    const malformed = await call('PATCH', `${page}/content`, '[', { 'content-type': 'application/json' });
    expect([malformed.status, malformed.errorCode]).toEqual([400, '20109']);
  });
});
