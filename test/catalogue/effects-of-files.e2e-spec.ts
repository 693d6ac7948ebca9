import { getGlobalDispatcher } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestSystem } from '../helpers/api.js';
import { startTestSystem } from '../helpers/api.js';
import type { RawGraph } from '../helpers/raw-graph.js';
import { says, startRawGraph } from '../helpers/raw-graph.js';
import { Person, text } from './effects/person.js';

const UNIT = 320 * 1024;
const FILE = Buffer.alloc(UNIT * 2 + 100, 'behalf ');
const raw = (bytes: string) => ({ raw: { type: 'application/octet-stream', bytes } });

let system: TestSystem;
let graph: RawGraph;
let megan: Person;
beforeAll(async () => {
  system = await startTestSystem();
  graph = await startRawGraph();
  const person = async (name: string): Promise<Person> =>
    new Person(system.url, name, await system.token(name), person);
  megan = await person('megan@contoso.example');
});
afterAll(async () => {
  await system?.close();
  await graph?.close();
});

/** Sends to Graph's own address, without a token. */
async function straight(
  method: 'GET' | 'PUT',
  address: string,
  headers: Record<string, string> = {},
  body?: Buffer,
): Promise<{ readonly status: number; readonly bytes: Buffer }> {
  const { origin, pathname, search } = new URL(address);
  const answer = await getGlobalDispatcher().request({
    origin,
    path: pathname + search,
    method,
    headers,
    ...(body && { body }),
  });
  return { status: answer.statusCode, bytes: Buffer.from(await answer.body.arrayBuffer()) };
}
const download = async (path: string): Promise<Buffer> => {
  const { status, headers } = await megan.send('GET', path);
  expect(status).toBe(302);
  return (await straight('GET', text(headers['location']))).bytes;
};

describe('files through this API', () => {
  it('are uploaded in slices straight to Graph, and come down the same', async () => {
    const { uploadUrl } = await megan.ask('POST', '/me/drive/root:/Films/harbour.mp4:/createUploadSession', {
      json: {},
    });
    expect(text(uploadUrl).startsWith(`${system.tenant.origins.http}/`)).toBe(true);
    const slice = (from: number, to: number) =>
      straight(
        'PUT',
        text(uploadUrl),
        { 'content-range': `bytes ${from}-${to}/${FILE.length}` },
        FILE.subarray(from, to + 1),
      );
    expect((await slice(0, UNIT - 1)).status).toBe(202);
    expect((await slice(UNIT, FILE.length - 1)).status).toBe(201);
    expect((await download('/me/drive/root:/Films/harbour.mp4:/content')).equals(FILE)).toBe(true);
  });

  it('are found by their path, with a last colon and without; encoded slashes are refused', async () => {
    const { id } = await megan.ask('PUT', '/me/drive/root:/Deep/deeper/x%20%231.txt:/content', raw('deep'));
    const root = text((await megan.ask('GET', '/me/drive/root'))['id']);
    for (const start of ['/me/drive/root', `/me/drive/items/${root}`])
      for (const end of ['', ':'])
        expect((await megan.ask('GET', `${start}:/Deep/deeper/x%20%231.txt${end}`))['id']).toBe(id);
    const encoded = await megan.send('GET', '/me/drive/root:/Deep%2Fdeeper%2Fx%20%231.txt');
    expect([encoded.status, encoded.text]).toEqual([400, expect.stringContaining('invalid_path')]);
  });

  it('are not replaced where they are no longer what If-Match names', async () => {
    const path = '/me/drive/root:/Minutes.txt:/content';
    const { eTag } = await megan.ask('PUT', path, raw('first'));
    const headers = { 'if-match': text(eTag) };
    expect((await megan.send('PUT', path, { ...raw('second'), headers })).status).toBe(200);
    expect((await megan.send('PUT', path, { ...raw('third'), headers })).status).toBe(412);
    expect((await download(path)).toString()).toBe('second');
  });

  it('that changed are all that a delta link tells, and the link leads here', async () => {
    const stays = await megan.ask('PUT', '/me/drive/root:/Watched/stays.txt:/content', raw('stays'));
    const goes = await megan.ask('PUT', '/me/drive/root:/Watched/goes.txt:/content', raw('goes'));
    let page = await megan.ask('GET', '/me/drive/root/delta');
    while (page['@odata.nextLink'] !== undefined) page = await megan.ask('GET', text(page['@odata.nextLink']));
    const link = text(page['@odata.deltaLink']);
    expect(link.startsWith(`${system.url}/v1.0/`)).toBe(true);

    const comes = await megan.ask('PUT', '/me/drive/root:/Watched/comes.txt:/content', raw('comes'));
    await megan.ask('DELETE', `/me/drive/items/${text(goes['id'])}`);
    const changed = await megan.list(link);
    const files = changed.filter(({ folder }) => folder === undefined);
    expect(new Map(files.map(({ id, deleted }) => [text(id), deleted !== undefined] as const))).toEqual(
      new Map<string, unknown>([
        [text(comes['id']), false],
        [text(goes['id']), true],
      ]),
    );
    expect(changed.map(({ id }) => id)).not.toContain(stays['id']);
  });

  it('are copied, and the monitor’s address stays Graph’s own', async () => {
    const { id } = await megan.ask('PUT', '/me/drive/root:/Original.txt:/content', raw('original'));
    const { status, headers } = await megan.send('POST', `/me/drive/items/${text(id)}/copy`, {
      json: { name: 'Copy.txt' },
    });
    const monitor = text(headers['location']);
    expect([status, monitor.startsWith(`${system.tenant.origins.http}/`)]).toEqual([202, true]);
    expect((await straight('GET', monitor)).status).toBe(202);
    expect((await download('/me/drive/root:/Copy.txt:/content')).toString()).toBe('original');
  });

  it('are told of at this API where Location is an address of Graph’s /v1.0, and nowhere else', async () => {
    const api = await system.replica({ environment: { GRAPH_BASE_URL: graph.origin } });
    const alone = new Person(api.url, megan.userPrincipalName, await system.token(megan.userPrincipalName), () =>
      Promise.reject(new Error('there is nobody else')),
    );
    const copied = async (location: string) => {
      graph.answer = says(`202 Accepted\r\nLocation: ${location}\r\nContent-Length: 0`, '');
      return (await alone.send('POST', '/me/drive/items/1/copy', { json: { name: 'x' } })).headers['location'];
    };
    expect(await copied(`${graph.origin}/v1.0/me/drive/items/2`)).toBe(`${api.url}/v1.0/me/drive/items/2`);
    for (const elsewhere of [
      `${graph.origin}/personal/megan/_api/v2.0/monitor/1?tempauth=x`,
      'https://contoso-my.sharepoint.example/_api/v2.0/monitor/1',
    ])
      expect(await copied(elsewhere)).toBe(elsewhere);
    await api.close();
  });
});
