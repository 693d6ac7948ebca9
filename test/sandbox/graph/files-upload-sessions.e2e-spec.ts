import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Calls } from './calls-of.js';
import { callsOf } from './calls-of.js';
import type { Answer, GraphFixture } from './graph-fixture.js';
import { startGraph } from './graph-fixture.js';

const MEGAN = 'megan@contoso.example';
const UNIT = 320 * 1024;
const FILE = Buffer.alloc(UNIT * 2 + 100, 'behalf');
let graph: GraphFixture;
let call: Calls;
beforeAll(async () => {
  graph = await startGraph();
  call = callsOf(graph, MEGAN, 'Files.ReadWrite');
});
beforeEach(() => graph.reset());
afterAll(() => graph.close());

async function session(
  path: string,
  body?: Record<string, unknown>,
  headers?: Record<string, string>,
): Promise<string> {
  const started = await call('POST', path, body, headers);
  expect(started.status).toBe(200);
  return String(started.json['uploadUrl']);
}

function slice(url: string, from: number, to: number, headers: Record<string, string> = {}): Promise<Answer> {
  return graph.send(url, {
    method: 'PUT',
    body: new Uint8Array(FILE.subarray(from, to + 1)),
    headers: { 'content-range': `bytes ${from}-${to}/${FILE.length}`, ...headers },
  });
}

describe('an upload session', () => {
  it('takes a file slice by slice at an address that wants no token', async () => {
    const started = await call('POST', '/me/drive/root:/Films/harbour.mp4:/createUploadSession');
    const url = String(started.json['uploadUrl']);
    expect(started.json).toMatchObject({ nextExpectedRanges: ['0-'], expirationDateTime: expect.any(String) });
    expect(url.startsWith(`${graph.origin}/personal/megan_contoso_example/_api/v2.0/drive/items/`)).toBe(true);

    const first = await slice(url, 0, UNIT - 1);
    expect([first.status, first.json['nextExpectedRanges']]).toEqual([202, [`${UNIT}-`]]);
    // A token is neither wanted nor read.
    const second = await slice(url, UNIT, UNIT * 2 - 1, { authorization: 'Bearer nonsense' });
    expect([second.status, second.json['nextExpectedRanges']]).toEqual([202, [`${UNIT * 2}-`]]);
    const status = await graph.send(url, {});
    expect([status.status, status.json['nextExpectedRanges']]).toEqual([200, [`${UNIT * 2}-`]]);
    expect((await call('GET', '/me/drive/root:/Films/harbour.mp4')).status).toBe(404);

    const last = await slice(url, UNIT * 2, FILE.length - 1);
    expect(last.status).toBe(201);
    expect(last.json).toMatchObject({ name: 'harbour.mp4', size: FILE.length, file: { mimeType: 'video/mp4' } });
    const item = await call('GET', `/me/drive/items/${String(last.json['id'])}`);
    expect(item.json).toMatchObject({
      parentReference: { name: 'Films' },
      createdBy: { user: { id: graph.user(MEGAN).id } },
    });
    const bytes = await graph.send(String(item.json['@microsoft.graph.downloadUrl']), {});
    expect(bytes.bytes.equals(FILE)).toBe(true);
    expect((await graph.send(url, {})).errorCode).toBe('itemNotFound');
  });

  it('replaces a file named by id', async () => {
    const { json } = await call('GET', '/me/drive/root:/Budget%202026.csv');
    const url = await session(`/me/drive/items/${String(json['id'])}/createUploadSession`);
    await slice(url, 0, UNIT * 2 - 1);
    const done = await slice(url, UNIT * 2, FILE.length - 1);
    expect([done.status, done.json['id'], done.json['size']]).toEqual([200, json['id'], FILE.length]);
  });

  it.each([
    ['replace', 200, 'Budget 2026.csv'],
    ['rename', 201, 'Budget 2026 1.csv'],
  ])('ends as %s says where the name is taken', async (behavior, status, name) => {
    const url = await session('/me/drive/root:/Budget%202026.csv:/createUploadSession', {
      item: { '@microsoft.graph.conflictBehavior': behavior, name: 'Budget 2026.csv', description: 'big' },
    });
    await slice(url, 0, UNIT * 2 - 1);
    const done = await slice(url, UNIT * 2, FILE.length - 1);
    expect([done.status, done.json['name'], done.json['description']]).toEqual([status, name, 'big']);
  });

  it('is not started where the name is taken, and stays where it was taken meanwhile', async () => {
    const taken = await call('POST', '/me/drive/root:/Budget%202026.csv:/createUploadSession', {
      item: { '@microsoft.graph.conflictBehavior': 'fail' },
    });
    expect([taken.status, taken.errorCode]).toEqual([409, 'nameAlreadyExists']);
    const url = await session('/me/drive/root:/late.bin:/createUploadSession');
    await slice(url, 0, UNIT * 2 - 1);
    await call('PUT', '/me/drive/root:/late.bin:/content', 'earlier');
    const late = await slice(url, UNIT * 2, FILE.length - 1);
    expect([late.status, late.errorCode]).toEqual([409, 'nameAlreadyExists']);
    await call('DELETE', '/me/drive/root:/late.bin');
    const again = await graph.send(url, { method: 'POST' });
    expect([again.status, again.json['size']]).toEqual([201, FILE.length]);
  });

  it('waits for the word to make the file where that was deferred', async () => {
    const url = await session('/me/drive/root:/later.bin:/createUploadSession', { deferCommit: true });
    await slice(url, 0, UNIT * 2 - 1);
    expect((await graph.send(url, { method: 'POST' })).errorCode).toBe('invalidRequest');
    const whole = await slice(url, UNIT * 2, FILE.length - 1);
    expect([whole.status, whole.json['nextExpectedRanges']]).toEqual([202, []]);
    expect((await call('GET', '/me/drive/root:/later.bin')).status).toBe(404);
    expect((await graph.send(url, { method: 'POST' })).status).toBe(201);
    expect((await call('GET', '/me/drive/root:/later.bin')).status).toBe(200);
  });

  it('does not replace what changed while it ran', async () => {
    const { json } = await call('GET', '/me/drive/root:/Budget%202026.csv');
    const path = `/me/drive/items/${String(json['id'])}`;
    const url = await session(`${path}/createUploadSession`, undefined, { 'if-match': String(json['eTag']) });
    await slice(url, 0, UNIT * 2 - 1);
    await call('PUT', `${path}/content`, 'changed');
    expect((await slice(url, UNIT * 2, FILE.length - 1)).status).toBe(412);
    const late = await call('POST', `${path}/createUploadSession`, undefined, { 'if-match': String(json['eTag']) });
    expect(late.status).toBe(412);
  });

  it('refuses slices out of order, twice, of the wrong size or without a range', async () => {
    const url = await session('/me/drive/root:/x.bin:/createUploadSession');
    expect((await slice(url, UNIT, UNIT * 2 - 1)).status).toBe(416);
    await slice(url, 0, UNIT - 1);
    const twice = await slice(url, 0, UNIT - 1);
    expect([twice.status, twice.json['error']]).toMatchObject([
      416,
      { code: 'invalidRange', innererror: { code: 'fragmentOverlap' } },
    ]);
    expect((await slice(url, UNIT, UNIT + 99)).status).toBe(400);
    expect((await graph.send(url, { method: 'PUT', body: 'x' })).status).toBe(400);
    // None of these counted.
    expect((await graph.send(url, {})).json['nextExpectedRanges']).toEqual([`${UNIT}-`]);
  });

  it('ends when it is cancelled, when it is too old, and with the world', async () => {
    const cancelled = await session('/me/drive/root:/x.bin:/createUploadSession');
    await slice(cancelled, 0, UNIT - 1);
    expect((await graph.send(cancelled, { method: 'DELETE' })).status).toBe(204);
    expect((await slice(cancelled, UNIT, UNIT * 2 - 1)).status).toBe(404);
    const old = await session('/me/drive/root:/x.bin:/createUploadSession');
    graph.clock.at += 25 * 3_600_000;
    expect((await slice(old, 0, UNIT - 1)).status).toBe(404);
    const reset = await session('/me/drive/root:/x.bin:/createUploadSession');
    graph.reset();
    expect((await graph.send(reset, {})).status).toBe(404);
  });

  it('is not found with a changed secret', async () => {
    const url = await session('/me/drive/root:/x.bin:/createUploadSession');
    const changed = await graph.send(`${url.slice(0, -1)}!`, {});
    expect([changed.status, changed.errorCode]).toEqual([401, 'unauthenticated']);
    expect((await graph.send(url.replace(/guid='[^']+'/, "guid='x'"), {})).status).toBe(404);
    expect((await graph.send(`${url.split('?')[0]}`, {})).status).toBe(404);
  });

  it('shows the journal its address without the secret', async () => {
    const url = await session('/me/drive/root:/x.bin:/createUploadSession');
    graph.cloud.journal.clear();
    await slice(url, UNIT, UNIT * 2 - 1);
    const secret = /tempauth=v1\.([\w-]+)/.exec(url)?.[1] ?? '';
    expect(secret).toHaveLength(43);
    expect(graph.cloud.journal.entries).toMatchObject([{ method: 'PUT', status: 416, errorCode: 'invalidRange' }]);
    expect(JSON.stringify(graph.cloud.journal.entries)).not.toContain(secret);
  });

  it('may be used by scripts of any origin', async () => {
    const url = await session('/me/drive/root:/x.bin:/createUploadSession');
    const asked = await graph.send(url, {
      method: 'OPTIONS',
      headers: {
        origin: 'https://app.example',
        'access-control-request-method': 'PUT',
        'access-control-request-headers': 'content-range',
      },
    });
    expect([asked.status, asked.headers.get('access-control-allow-origin')]).toEqual([200, '*']);
    expect(asked.headers.get('access-control-allow-methods')).toContain('PUT');
    expect(asked.headers.get('access-control-allow-headers')).toBe('content-range');
    const sent = await slice(url, 0, UNIT - 1, { origin: 'https://app.example' });
    expect([sent.status, sent.headers.get('access-control-allow-origin')]).toEqual([202, '*']);
    expect((await slice(url, 0, UNIT - 1)).headers.get('access-control-allow-origin')).toBe('*');
  });

  it.each([
    ['/me/drive/root/createUploadSession', {}, 400, 'invalidRequest'],
    ['/me/drive/root:/Launch:/createUploadSession', {}, 409, 'nameAlreadyExists'],
    ['/me/drive/items/01NOTHING/createUploadSession', {}, 404, 'itemNotFound'],
    ['/me/drive/items/01NOTHING:/a.txt:/createUploadSession', {}, 404, 'itemNotFound'],
    ['/me/drive/root:/a*.txt:/createUploadSession', {}, 400, 'invalidRequest'],
    ['/me/drive/root:/a.txt:/createUploadSession', { item: { name: 'b.txt' } }, 400, 'invalidRequest'],
    ['/me/drive/root:/a.txt:/createUploadSession', { item: 7 }, 400, 'BadRequest'],
    ['/me/drive/root:/a.txt:/createUploadSession', { item: { fileSize: 2 ** 40 } }, 507, 'quotaLimitReached'],
  ])('is not started by %s %j', async (path, body, status, code) => {
    const answer = await call('POST', path, body);
    expect([answer.status, answer.errorCode]).toEqual([status, code]);
  });
});
