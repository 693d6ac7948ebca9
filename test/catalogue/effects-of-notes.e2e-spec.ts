import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { settingsFor } from '../helpers/api.js';
import type { ApiProcess } from '../helpers/api-process.js';
import { startApiProcess } from '../helpers/api-process.js';
import type { TestTenant } from '../helpers/tenant.js';
import { startTestTenant } from '../helpers/tenant.js';
import { Person } from './effects/person.js';

const MEGAN = 'megan@contoso.example';
const PAGES = '/me/onenote/pages';
const IMAGE = readFileSync(new URL('../../src/sandbox/graph/seeds/photos/adele.jpg', import.meta.url));
const HTML = `<html><head><title>Shoot</title></head><body>
<p>The harbour at dawn</p><img src="name:harbour" alt="harbour"/>
</body></html>`;

// The compiled API: Markdown is made in a thread of its own.
let tenant: TestTenant;
let api: ApiProcess;
let megan: Person;
let page: string;
beforeAll(async () => {
  tenant = await startTestTenant();
  api = await startApiProcess(settingsFor(tenant));
  const token = await tenant.identity.mintApiToken({ user: tenant.user(MEGAN) });
  megan = new Person(api.url, MEGAN, token, () => Promise.reject(new Error('there is nobody else')));
  const raw = {
    type: 'multipart/form-data; boundary=part',
    bytes: parts(['Presentation', 'text/html', HTML], ['harbour', 'image/jpeg', IMAGE]),
  };
  page = await megan.made(PAGES, { raw });
});
afterAll(async () => {
  await api?.close();
  await tenant?.close();
});

const markdown = async (): Promise<string> =>
  (await megan.send('GET', `${PAGES}/${page}/content`, { headers: { accept: 'text/markdown' } })).text;

describe('a page of OneNote made of parts', () => {
  it('is Markdown whose image leads to this API, which answers it', async () => {
    const text = await markdown();
    expect(text).toContain('# Shoot');
    expect(text).toContain('The harbour at dawn');
    const [, alt, address = ''] = /!\[(.*?)\]\((.*?)\)/.exec(text) ?? [];
    expect([alt, address.startsWith(`${api.url}/v1.0/me/onenote/resources/`)]).toEqual(['harbour', true]);
    const image = await megan.send('GET', address);
    expect([image.status, image.bytes.equals(IMAGE)]).toEqual([200, true]);
  });

  it('has in Markdown this API’s address for what HTML names by the user and $value', async () => {
    const html = (await megan.send('GET', `${PAGES}/${page}/content`)).text;
    const [, owner, id] = /\/v1\.0\/(me|users[^"]*?)\/onenote\/resources\/([^"/]+)\/\$value/.exec(html) ?? [];
    expect(owner).toMatch(/^users\('.*'\)$/);
    expect(html.includes(`${tenant.origins.http}/v1.0/${owner}/onenote/resources/${id}/$value`)).toBe(true);
    expect(await markdown()).toContain(`(${api.url}/v1.0/me/onenote/resources/${id}/content)`);
  });

  it('is Markdown of what it was changed to', async () => {
    const json = [{ target: 'body', action: 'append', content: '<ul><li>Bring the tripod</li></ul>' }];
    expect((await megan.send('PATCH', `${PAGES}/${page}/content`, { json })).status).toBe(204);
    expect(await markdown()).toMatch(/[*-] Bring the tripod/);
  });
});

function parts(...all: readonly (readonly [name: string, type: string, content: Buffer | string])[]): Buffer {
  return Buffer.concat([
    ...all.flatMap(([name, type, content]) => [
      Buffer.from(`--part\r\nContent-Disposition: form-data; name="${name}"\r\nContent-Type: ${type}\r\n\r\n`),
      Buffer.from(content),
      Buffer.from('\r\n'),
    ]),
    Buffer.from('--part--\r\n'),
  ]);
}
