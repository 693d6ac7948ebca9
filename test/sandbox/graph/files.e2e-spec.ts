import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Answer, GraphFixture } from './graph-fixture.js';
import { startGraph } from './graph-fixture.js';

const MEGAN = 'megan@contoso.example';
const READ = ['Files.Read'];
let graph: GraphFixture;
beforeAll(async () => {
  graph = await startGraph();
});
afterAll(() => graph.close());

async function locationOf(path: string, as = MEGAN): Promise<string> {
  const { status, headers } = await graph.get(path, as, READ);
  expect(status).toBe(302);
  return headers.get('location') ?? '';
}

function plain(address: string, headers: Record<string, string> = {}): Promise<Answer> {
  return graph.send(address, { headers });
}

describe('files', () => {
  it('hang on a drive that says whose it is', async () => {
    const { json } = await graph.get('/me/drive', MEGAN, READ);
    expect(json).toMatchObject({
      '@odata.context': `${graph.origin}/v1.0/$metadata#drives/$entity`,
      driveType: 'business',
      owner: { user: { displayName: 'Megan Bowen' } },
    });
    expect((await graph.get('/me/drive', 'pat@outlook.example', READ)).json).toMatchObject({ driveType: 'personal' });
  });

  it('lie in folders, each item to be had by id', async () => {
    const root = await graph.get('/me/drive/root', MEGAN, READ);
    expect(root.json).toMatchObject({ name: 'root', root: {}, folder: { childCount: 5 } });
    const { value } = await graph.get('/me/drive/root/children', MEGAN, READ);
    expect(value.map(({ name }) => name)).toEqual([
      'Budget 2026.csv',
      'Launch',
      'Meetings',
      "Megan's notes.txt",
      'Travel policy.html',
    ]);
    const launch = value.find(({ name }) => name === 'Launch');
    const item = await graph.get(
      `/me/drive/items/${String(launch?.['id'])}?$expand=children($select=name)`,
      MEGAN,
      READ,
    );
    expect(item.json).toMatchObject({ folder: { childCount: 3 }, parentReference: { id: root.json['id'] } });
    const children = await graph.get(
      `/me/drive/items/${String(launch?.['id'])}/children?$select=name,@microsoft.graph.downloadUrl`,
      MEGAN,
      READ,
    );
    expect(children.value.map(({ name }) => name)).toEqual(['Launch plan.md', 'Photos', 'Suppliers & partners.csv']);
    expect(children.value[0]?.['@microsoft.graph.downloadUrl']).toContain(graph.origin);
    expect(children.value[1]).toEqual({ name: 'Photos' });
  });

  it.each([
    ['/me/drive/root:/Launch/Photos/cover%20%2314.jpg', 'cover #14.jpg'],
    ['/me/drive/root:/LAUNCH/launch%20plan.MD:', 'Launch plan.md'],
    ["/me/drive/root:/Megan's%20notes.txt", "Megan's notes.txt"],
    ['/me/drive/root:/Meetings/%C3%9Cbergabe%20M%C3%BCnchen.txt', 'Übergabe München.txt'],
    ['/me/drive/root:/Meetings/U%CC%88bergabe%20Mu%CC%88nchen.txt', 'Übergabe München.txt'],
    ['/me/drive/root:/Launch/Suppliers%20%26%20partners.csv', 'Suppliers & partners.csv'],
    ['/me/drive/items/root:/Launch/Photos', 'Photos'],
    ['/users/megan%40contoso.example/drive/root:/Launch', 'Launch'],
  ])('are found by path: %s', async (path, name) => {
    const { status, json } = await graph.get(path, MEGAN, READ);
    expect([status, json['name']]).toEqual([200, name]);
  });

  it('page without loss and refuse $skip', async () => {
    const names: unknown[] = [];
    for (let next: string | undefined = '/me/drive/root:/Launch:/children?$top=1'; next !== undefined;) {
      const page: Answer = await graph.get(next, MEGAN, READ);
      names.push(...page.value.map(({ name }) => name));
      next = page.nextLink;
    }
    expect(names).toEqual(['Launch plan.md', 'Photos', 'Suppliers & partners.csv']);
    const skipped = await graph.get('/me/drive/root/children?$skip=1', MEGAN, READ);
    expect([skipped.status, skipped.errorCode]).toEqual([400, 'invalidRequest']);
  });

  it.each([
    ['/me/drive/items/01NOTHING', 404, 'itemNotFound'],
    ['/me/drive/root:/nothing.txt', 404, 'itemNotFound'],
    ['/me/drive/root:/Launch/../Budget%202026.csv%00:/content', 400, 'BadRequest'],
    ['/me/drive/root:/Launch:/content', 400, 'invalidRequest'],
    ['/me/drive/root:/Launch:/nothing', 400, 'BadRequest'],
    ['/me/drive/root/children?$search=x', 400, 'BadRequest'],
    ['/me/drive/root/children?$select=nothing', 400, 'BadRequest'],
    ['/users/adele@contoso.example/drive/root', 403, 'accessDenied'],
  ])('refuse %s', async (path, status, code) => {
    const answer = await graph.get(path, MEGAN, READ);
    expect([answer.status, answer.errorCode]).toEqual([status, code]);
  });

  it('are denied without the scope and absent for a guest', async () => {
    const denied = await graph.get('/me/drive/root', MEGAN, ['User.Read', 'Mail.Read']);
    expect([denied.status, denied.errorCode]).toEqual([403, 'accessDenied']);
    const guest = await graph.get('/me/drive', 'grady@fabrikam.example', READ);
    expect([guest.status, guest.errorCode]).toEqual([404, 'ResourceNotFound']);
  });
});

describe('a download', () => {
  it('is a redirect to an address that needs no token, on the origin asked', async () => {
    const location = await locationOf('/me/drive/root:/Launch/Launch%20plan.md:/content');
    expect(location.startsWith(`${graph.origin}/personal/megan_contoso_example/`)).toBe(true);
    const { status, text, headers } = await plain(location);
    expect([status, headers.get('content-type'), headers.get('accept-ranges')]).toEqual([
      200,
      'text/markdown',
      'bytes',
    ]);
    expect(text).toContain('# Launch plan');
    expect(headers.get('content-disposition')).toBe("attachment; filename*=UTF-8''Launch%20plan.md");
    const item = await graph.get('/me/drive/root:/Launch/Launch%20plan.md', MEGAN, READ);
    const byId = await locationOf(`/me/drive/items/${String(item.json['id'])}/content`);
    expect((await plain(byId)).text).toBe(text);
    expect((await plain(String(item.json['@microsoft.graph.downloadUrl']))).text).toBe(text);
    expect(headers.get('etag')).toBe(item.json['eTag']);
  });

  it('answers ranges and what is known already', async () => {
    const location = await locationOf('/me/drive/root:/Launch/Launch%20plan.md:/content');
    const whole = await plain(location);
    const etag = whole.headers.get('etag') ?? '';
    const part = await plain(location, { range: 'bytes=2-12' });
    expect([part.status, part.text, part.headers.get('content-range')]).toEqual([
      206,
      'Launch plan',
      `bytes 2-12/${whole.bytes.length}`,
    ]);
    expect((await plain(location, { range: 'bytes=0-1', 'if-range': etag })).status).toBe(206);
    expect((await plain(location, { range: 'bytes=0-1', 'if-range': '"other"' })).status).toBe(200);
    const known = await plain(location, { 'if-none-match': etag });
    expect([known.status, known.text, known.headers.get('etag')]).toEqual([304, '', etag]);
    const beyond = await plain(location, { range: 'bytes=100000-' });
    expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, `bytes */${whole.bytes.length}`]);
  });

  it('opens nothing but its file, and not for ever', async () => {
    const location = await locationOf('/me/drive/root:/Launch/Launch%20plan.md:/content');
    const other =
      new URL(await locationOf('/me/drive/root:/Budget%202026.csv:/content')).searchParams.get('UniqueId') ?? '';
    const own = new URL(location).searchParams;
    const forged = [
      location.replace(own.get('UniqueId') ?? '', other),
      location.replace(/tempauth=v1\.\d/, 'tempauth=v1.9'),
      location.replace(/tempauth=[^&]*/, 'tempauth='),
      location.replace(/&tempauth=[^&]*/, ''),
      location.replace('tempauth=v1', 'tempauth=v2'),
      location.split('?')[0] ?? '',
      `${location.split('?')[0]}?$foo=%zz`,
    ];
    for (const address of forged) expect((await plain(address)).status === 401 ? '' : address).toBe('');
    graph.clock.at += 3_600_000;
    expect((await plain(location)).status).toBe(401);
    graph.clock.at -= 3_600_000;
    expect((await plain(location)).status).toBe(200);
  });

  it('leaves no trace of its permission in the journal', async () => {
    graph.cloud.journal.clear();
    const location = await locationOf('/me/drive/root:/Launch/Launch%20plan.md:/content');
    await plain(location);
    expect(graph.cloud.journal.entries.map(({ path, status }) => [path, status])).toEqual([
      ['/v1.0/me/drive/root:/Launch/Launch%20plan.md:/content', 302],
      ['/personal/megan_contoso_example/_layouts/15/download.aspx', 200],
    ]);
  });
});
